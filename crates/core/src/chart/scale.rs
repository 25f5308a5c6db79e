//! Scales: values to places.

/// A linear scale from values to pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Linear {
    /// The values at both ends.
    pub domain: (f64, f64),
    /// The pixels at both ends.
    pub range: (f64, f64),
}

impl Linear {
    /// Returns where a value is drawn.
    pub fn at(&self, value: f64) -> f64 {
        let ((low, high), (start, end)) = (self.domain, self.range);
        if high == low { start } else { start + (value - low) / (high - low) * (end - start) }
    }
}

/// Returns round values from at most `low` to at least `high`, about as many as wanted, evenly apart.
///
/// The steps are 1, 2 or 5 times a power of ten, and whole numbers where all values are.
pub fn round_ticks(low: f64, high: f64, wanted: usize) -> Vec<f64> {
    let span = high - low;
    if !(span > 0.0 && span.is_finite()) {
        return vec![low, low + 1.0];
    }
    let step = round_step(span / wanted.max(1) as f64);
    let first = (low / step).floor();
    let last = (high / step).ceil();
    let count = (last - first).clamp(1.0, 1000.0) as usize;
    (0..=count).map(|index| (first + index as f64) * step).map(|tick| settled(tick, step)).collect()
}

/// Returns 1, 2 or 5 times a power of ten that is at least the raw step.
fn round_step(raw: f64) -> f64 {
    let mut power = 1.0;
    while power * 10.0 <= raw {
        power *= 10.0;
    }
    while power > raw {
        power /= 10.0;
    }
    [1.0, 2.0, 5.0, 10.0].into_iter().map(|factor| factor * power).find(|step| *step >= raw).unwrap_or(power * 10.0)
}

/// Returns the tick without the dust that repeated fractions leave (0.30000000000000004).
fn settled(tick: f64, step: f64) -> f64 {
    let mut factor = 1.0;
    while step * factor < 1.0 && factor < 1e15 {
        factor *= 10.0;
    }
    (tick * factor).round() / factor
}

/// Evenly spaced places for the buckets or categories of an axis.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bands {
    /// How many there are.
    pub count: usize,
    /// The pixels at both ends.
    pub range: (f64, f64),
}

impl Bands {
    /// Returns the width of one band.
    pub fn step(&self) -> f64 {
        (self.range.1 - self.range.0) / self.count.max(1) as f64
    }

    /// Returns the middle of a band.
    pub fn middle(&self, index: usize) -> f64 {
        self.range.0 + (index as f64 + 0.5) * self.step()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_and_cover_the_values() {
        assert_eq!(round_ticks(0.0, 97.0, 5), [0.0, 20.0, 40.0, 60.0, 80.0, 100.0]);
        assert_eq!(round_ticks(0.0, 0.3, 3), [0.0, 0.1, 0.2, 0.3]);
        assert_eq!(round_ticks(-12.0, 30.0, 4), [-20.0, 0.0, 20.0, 40.0]);
        assert_eq!(round_ticks(0.0, 0.0, 4), [0.0, 1.0]);
        assert_eq!(round_ticks(0.0, f64::INFINITY, 4).len(), 2);
    }

    #[test]
    fn a_linear_scale_meets_both_ends() {
        let scale = Linear { domain: (0.0, 10.0), range: (100.0, 0.0) };
        assert_eq!((scale.at(0.0), scale.at(5.0), scale.at(10.0)), (100.0, 50.0, 0.0));
    }
}
