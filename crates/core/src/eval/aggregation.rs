//! One figure out of many numbers (spec/trends 6.3).

/// How numbers become one figure.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Aggregation {
    /// Their mean.
    Average,
    /// Their sum.
    Sum,
    /// The smallest.
    Minimum,
    /// The largest.
    Maximum,
    /// The value below which that share of them lies, linearly interpolated.
    Quantile(f64),
}

impl Aggregation {
    /// Returns the figure of some numbers, 0 of none. Their order is lost.
    pub fn of(self, numbers: &mut [f64]) -> f64 {
        if numbers.is_empty() {
            return 0.0;
        }
        match self {
            Aggregation::Average => numbers.iter().sum::<f64>() / numbers.len() as f64,
            Aggregation::Sum => numbers.iter().sum(),
            Aggregation::Minimum => numbers.iter().copied().fold(f64::INFINITY, f64::min),
            Aggregation::Maximum => numbers.iter().copied().fold(f64::NEG_INFINITY, f64::max),
            Aggregation::Quantile(share) => quantile(share, numbers),
        }
    }

    /// Says whether the figure grows with the number of events, so that a sample's is scaled up (spec/trends 6.8).
    pub fn scales(self) -> bool {
        self == Aggregation::Sum
    }
}

/// Returns the interpolated value at the position `share · (n − 1)` of the sorted numbers, of which there is one at least.
fn quantile(share: f64, numbers: &mut [f64]) -> f64 {
    let position = share.clamp(0.0, 1.0) * (numbers.len() - 1) as f64;
    let below = position as usize;
    let (_, low, above) = numbers.select_nth_unstable_by(below, f64::total_cmp);
    let low = *low;
    match above.iter().copied().reduce(f64::min) {
        Some(high) if position > below as f64 => low + (high - low) * (position - below as f64),
        _ => low,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_gives_zero() {
        for aggregation in [Aggregation::Average, Aggregation::Minimum, Aggregation::Quantile(0.5)] {
            assert_eq!(aggregation.of(&mut []), 0.0);
        }
    }

    #[test]
    fn quantiles_are_interpolated() {
        let mut numbers: Vec<f64> = (101..=200).rev().map(f64::from).collect();
        assert_eq!(Aggregation::Quantile(0.5).of(&mut numbers), 150.5);
        assert!((Aggregation::Quantile(0.95).of(&mut numbers) - 195.05).abs() < 1e-9);
        assert_eq!(Aggregation::Quantile(1.0).of(&mut numbers), 200.0);
        assert_eq!(Aggregation::Quantile(0.9).of(&mut [7.0]), 7.0);
    }
}
