//! Oriel: product-analytics questions answered over event columns.
