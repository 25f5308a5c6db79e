//! One figure out of many numbers (spec/trends 6.3).

use oriel_kernels::numbers::quantile;

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
    /// The mean of the squares of what lies between them and their mean.
    Variance(Whole),
    /// The root of the variance.
    Deviation(Whole),
}

/// Of what the variance of numbers is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whole {
    /// Of the numbers themselves.
    Population,
    /// Of more numbers, of which they are a sample.
    Sample,
}

impl Aggregation {
    /// Returns the figure of some numbers, 0 of none; NaN is the variance of what a single number is a sample of.
    pub fn of(self, numbers: &[f64]) -> f64 {
        if numbers.is_empty() {
            return 0.0;
        }
        match self {
            Aggregation::Average => numbers.iter().sum::<f64>() / numbers.len() as f64,
            Aggregation::Sum => numbers.iter().sum(),
            Aggregation::Minimum => numbers.iter().copied().fold(f64::INFINITY, f64::min),
            Aggregation::Maximum => numbers.iter().copied().fold(f64::NEG_INFINITY, f64::max),
            Aggregation::Quantile(share) => quantile(share, numbers).unwrap_or(0.0),
            Aggregation::Variance(whole) => variance(numbers, whole),
            Aggregation::Deviation(whole) => variance(numbers, whole).sqrt(),
        }
    }

    /// Says whether the figure grows with the number of events, so that a sample's is scaled up (spec/trends 6.8).
    pub fn scales(self) -> bool {
        self == Aggregation::Sum
    }
}

fn variance(numbers: &[f64], whole: Whole) -> f64 {
    let mean = numbers.iter().sum::<f64>() / numbers.len() as f64;
    let squares: f64 = numbers.iter().map(|number| (number - mean) * (number - mean)).sum();
    let divisor = match whole {
        Whole::Population => numbers.len(),
        Whole::Sample => numbers.len() - 1,
    };
    squares / divisor as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_gives_zero() {
        for aggregation in [Aggregation::Average, Aggregation::Minimum, Aggregation::Quantile(0.5)] {
            assert_eq!(aggregation.of(&[]), 0.0);
        }
    }

    #[test]
    fn numbers_spread_around_their_mean() {
        let numbers = [2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0];
        assert_eq!(Aggregation::Variance(Whole::Population).of(&numbers), 4.0);
        assert_eq!(Aggregation::Deviation(Whole::Population).of(&numbers), 2.0);
        assert_eq!(Aggregation::Variance(Whole::Sample).of(&numbers), 32.0 / 7.0);
        assert_eq!(Aggregation::Deviation(Whole::Population).of(&[3.0]), 0.0);
        assert!(Aggregation::Deviation(Whole::Sample).of(&[3.0]).is_nan());
    }

    #[test]
    fn quantiles_are_interpolated() {
        let numbers: Vec<f64> = (101..=200).rev().map(f64::from).collect();
        assert_eq!(Aggregation::Quantile(0.5).of(&numbers), 150.5);
        assert!((Aggregation::Quantile(0.95).of(&numbers) - 195.05).abs() < 1e-9);
        assert_eq!(Aggregation::Quantile(1.0).of(&numbers), 200.0);
        assert_eq!(Aggregation::Quantile(0.9).of(&[7.0]), 7.0);
    }
}
