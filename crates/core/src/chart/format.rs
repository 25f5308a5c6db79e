//! Values as readers see them (spec/trends 3.5: `aggregationAxisFormat` and its companions).

use crate::error::Error;
use crate::query::reader::{Fields, choices};

/// How values are written.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct ValueFormat {
    /// What the values measure.
    pub unit: Option<AxisFormat>,
    /// Text before each value.
    pub prefix: String,
    /// Text after each value.
    pub postfix: String,
    /// The most digits after the point.
    pub decimal_places: Option<usize>,
}

choices! {
    /// What values measure.
    pub enum AxisFormat {
        /// Plain numbers.
        Numeric = "numeric",
        /// Seconds.
        Duration = "duration",
        /// Milliseconds.
        DurationMilliseconds = "duration_ms",
        /// Percentages as they are: 12 is 12%.
        Percentage = "percentage",
        /// Shares: 0.12 is 12%.
        PercentageScaled = "percentage_scaled",
        /// Money.
        Currency = "currency",
        /// Plain numbers, always short.
        Short = "short",
    }
}

impl ValueFormat {
    /// Returns the format in the presentation fields of a filter object.
    ///
    /// # Errors
    /// Refuses unknown formats.
    pub fn read(fields: &Fields<'_>) -> Result<ValueFormat, Error> {
        Ok(ValueFormat {
            unit: fields.choice("aggregationAxisFormat")?,
            prefix: fields.text("aggregationAxisPrefix")?.unwrap_or_default(),
            postfix: fields.text("aggregationAxisPostfix")?.unwrap_or_default(),
            decimal_places: fields.integer("decimalPlaces")?.map(|places| places.clamp(0, 10) as usize),
        })
    }

    /// Returns a value in full: `12,345.5`.
    pub fn full(&self, value: f64) -> String {
        self.write(value, grouped)
    }

    /// Returns a value in short: `12.3K`.
    pub fn short(&self, value: f64) -> String {
        self.write(value, compact)
    }

    fn write(&self, value: f64, plain: fn(f64, usize) -> String) -> String {
        let places = self.decimal_places.unwrap_or(2);
        let body = match self.unit {
            Some(AxisFormat::Duration) => duration(value),
            Some(AxisFormat::DurationMilliseconds) => duration(value / 1000.0),
            Some(AxisFormat::Percentage) => format!("{}%", plain(value, places)),
            Some(AxisFormat::PercentageScaled) => format!("{}%", plain(value * 100.0, places)),
            Some(AxisFormat::Currency) => format!("${}", plain(value, places)),
            Some(AxisFormat::Short) => compact(value, places),
            Some(AxisFormat::Numeric) | None => plain(value, places),
        };
        format!("{}{body}{}", self.prefix, self.postfix)
    }
}

/// Returns a number with its thousands grouped and at most so many digits after the point.
fn grouped(value: f64, places: usize) -> String {
    let text = fixed(value, places);
    let (sign, digits) = text.strip_prefix('-').map_or(("", text.as_str()), |digits| ("-", digits));
    let (whole, fraction) = digits.split_once('.').map_or((digits, None), |(whole, fraction)| (whole, Some(fraction)));
    let mut out = String::from(sign);
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    if let Some(fraction) = fraction {
        out.push('.');
        out.push_str(fraction);
    }
    out
}

/// Returns a number in at most four significant characters and a letter for its thousands.
fn compact(value: f64, places: usize) -> String {
    for (size, letter) in [(1e12, "T"), (1e9, "B"), (1e6, "M"), (1e4, "K")] {
        if value.abs() >= size {
            let unit = if letter == "K" { 1e3 } else { size };
            let scaled = value / unit;
            return format!("{}{letter}", fixed(scaled, if scaled.abs() >= 100.0 { 0 } else { 1 }));
        }
    }
    grouped(value, places)
}

/// Returns a number with at most so many digits after the point, trailing zeros left out.
fn fixed(value: f64, places: usize) -> String {
    let text = format!("{value:.places$}");
    let trimmed = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    if trimmed == "-0" { "0".to_owned() } else { trimmed.to_owned() }
}

/// Returns seconds as the two largest units: `1d 2h`, `3m 20s`, `1.5s`.
fn duration(seconds: f64) -> String {
    if seconds < 0.0 {
        return format!("-{}", duration(-seconds));
    }
    let whole = seconds.floor();
    for (size, name, next_size, next_name) in
        [(86_400.0, "d", 3600.0, "h"), (3600.0, "h", 60.0, "m"), (60.0, "m", 1.0, "s")]
    {
        if whole >= size {
            let count = (whole / size).floor();
            let rest = ((whole - count * size) / next_size).floor();
            return if rest > 0.0 { format!("{count}{name} {rest}{next_name}") } else { format!("{count}{name}") };
        }
    }
    format!("{}s", fixed(seconds, 2))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_grouped_in_full_and_short_in_short() {
        let format = ValueFormat::default();
        assert_eq!(format.full(1_234_567.891), "1,234,567.89");
        assert_eq!(format.short(1_234_567.891), "1.2M");
        assert_eq!(format.short(12_345.0), "12.3K");
        assert_eq!(format.short(9_999.0), "9,999");
        assert_eq!(format.full(-1000.0), "-1,000");
        assert_eq!(format.full(-0.001), "0");
    }

    #[test]
    fn units_are_written_with_their_values() {
        let unit = |unit| ValueFormat { unit: Some(unit), ..ValueFormat::default() };
        assert_eq!(unit(AxisFormat::Percentage).full(12.5), "12.5%");
        assert_eq!(unit(AxisFormat::PercentageScaled).full(0.125), "12.5%");
        assert_eq!(unit(AxisFormat::Duration).full(93_784.0), "1d 2h");
        assert_eq!(unit(AxisFormat::DurationMilliseconds).full(1500.0), "1.5s");
        assert_eq!(unit(AxisFormat::Currency).full(1234.5), "$1,234.5");
    }
}
