//! Scales: values to places.

/// How equal distances are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Progression {
    /// As equal differences.
    #[default]
    Linear,
    /// As equal factors. What is not positive is drawn at the low end.
    Logarithmic,
}

/// A scale from values to pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scale {
    /// How equal distances are read.
    pub progression: Progression,
    /// The values at both ends.
    pub domain: (f64, f64),
    /// The pixels at both ends.
    pub range: (f64, f64),
}

impl Scale {
    /// Returns a linear scale.
    pub fn linear(domain: (f64, f64), range: (f64, f64)) -> Scale {
        Scale { progression: Progression::Linear, domain, range }
    }

    /// Returns where a value is drawn; values outside of a logarithmic scale at its end.
    pub fn at(&self, value: f64) -> f64 {
        let ((low, high), (start, end)) = (self.domain, self.range);
        let share = match self.progression {
            _ if high == low => 0.0,
            Progression::Linear => (value - low) / (high - low),
            Progression::Logarithmic => {
                let (low, high) = (libm::log10(low), libm::log10(high));
                if value > 0.0 { ((libm::log10(value) - low) / (high - low)).max(0.0) } else { 0.0 }
            }
        };
        start + share * (end - start)
    }
}

/// Returns the multiples of a step from at most `low` to at least `high`; two values where the ends are the same.
pub fn ticks(low: f64, high: f64, step: f64) -> Vec<f64> {
    let span = high - low;
    if !(span > 0.0 && span.is_finite() && step > 0.0) {
        return vec![low, low + 1.0];
    }
    let first = (low / step).floor();
    let last = (high / step).ceil();
    let count = (last - first).clamp(1.0, 1000.0) as usize;
    (0..=count).map(|index| (first + index as f64) * step).map(|tick| settled(tick, step)).collect()
}

/// Returns powers of ten from at most `low` to at least `high`, both positive; at most about as many as wanted.
pub fn decade_ticks(low: f64, high: f64, wanted: usize) -> Vec<f64> {
    let mut tick = 1.0;
    while tick > low && tick > f64::MIN_POSITIVE * 10.0 {
        tick /= 10.0;
    }
    while tick * 10.0 <= low {
        tick *= 10.0;
    }
    let mut ticks = vec![tick];
    while tick < high && tick < f64::MAX / 10.0 {
        tick *= 10.0;
        ticks.push(tick);
    }
    if ticks.len() == 1 {
        ticks.push(tick * 10.0);
    }
    // What is left out between the first and the last is left out evenly.
    let every = (ticks.len() - 1).div_ceil(wanted.max(1));
    let last = ticks.len() - 1;
    let kept = ticks.iter().enumerate().filter(|(index, _)| (last - index).is_multiple_of(every) || *index == 0);
    kept.map(|(_, tick)| *tick).collect()
}

/// Returns 1, 2 or 5 times a power of ten that is at least the raw step: whole numbers stay whole.
pub fn round_step(raw: f64) -> f64 {
    if !(raw > 0.0 && raw.is_finite()) {
        return 1.0;
    }
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
    /// Returns bands of which the first one has its middle at the start, and the last one at the end.
    pub fn between(count: usize, start: f64, end: f64) -> Bands {
        let half = if count > 1 { (end - start) / (count - 1) as f64 / 2.0 } else { 0.0 };
        Bands { count, range: (start - half, end + half) }
    }

    /// Returns the width of one band.
    pub fn step(&self) -> f64 {
        (self.range.1 - self.range.0) / self.count.max(1) as f64
    }

    /// Returns where a band starts.
    pub fn start(&self, index: usize) -> f64 {
        self.range.0 + index as f64 * self.step()
    }

    /// Returns the middle of a band.
    pub fn middle(&self, index: usize) -> f64 {
        self.start(index) + self.step() / 2.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_and_cover_the_values() {
        assert_eq!(ticks(0.0, 97.0, round_step(19.4)), [0.0, 20.0, 40.0, 60.0, 80.0, 100.0]);
        assert_eq!(ticks(0.0, 0.3, round_step(0.1)), [0.0, 0.1, 0.2, 0.3]);
        assert_eq!(ticks(-12.0, 30.0, round_step(10.5)), [-20.0, 0.0, 20.0, 40.0]);
        assert_eq!(ticks(0.0, 0.0, round_step(0.0)), [0.0, 1.0]);
        assert_eq!(ticks(0.0, f64::INFINITY, round_step(f64::INFINITY)).len(), 2);
    }

    #[test]
    fn decades_cover_the_values_and_are_not_too_many() {
        assert_eq!(decade_ticks(3.0, 4000.0, 6), [1.0, 10.0, 100.0, 1000.0, 10_000.0]);
        assert_eq!(decade_ticks(1.0, 1.0, 6), [1.0, 10.0]);
        assert_eq!(decade_ticks(0.5, 2.0, 6), [0.1, 1.0, 10.0]);
        assert_eq!(decade_ticks(1.0, 1e8, 4), [1.0, 1e2, 1e4, 1e6, 1e8]);
    }

    #[test]
    fn scales_meet_both_ends() {
        let scale = Scale::linear((0.0, 10.0), (100.0, 0.0));
        assert_eq!((scale.at(0.0), scale.at(5.0), scale.at(10.0)), (100.0, 50.0, 0.0));
        let scale = Scale { progression: Progression::Logarithmic, domain: (1.0, 100.0), ..scale };
        assert_eq!((scale.at(0.0), scale.at(1.0), scale.at(10.0), scale.at(100.0)), (100.0, 100.0, 50.0, 0.0));
    }

    #[test]
    fn bands_between_two_points_have_their_middles_there() {
        let bands = Bands::between(3, 10.0, 30.0);
        assert_eq!((bands.middle(0), bands.middle(1), bands.middle(2)), (10.0, 20.0, 30.0));
        assert_eq!(Bands::between(1, 10.0, 30.0).middle(0), 20.0);
    }
}
