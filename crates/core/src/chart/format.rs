//! Values as readers see them (spec/trends 3.5: `aggregationAxisFormat` and its companions).

use serde_json::Value;

use super::locale::Separators;
use super::scale::{round_step, ticks};
use crate::query::reader::{Choice, choices};

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
    /// The least digits after the point.
    pub least_decimal_places: usize,
    /// What stands between the digits.
    pub separators: Separators,
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

/// How much closer than wanted ticks may be.
const CLOSER: f64 = 0.7;

/// Distances between round times, in seconds.
const TIME_STEPS: [f64; 17] = [
    2.0, 5.0, 10.0, 15.0, 30.0, 60.0, 120.0, 300.0, 600.0, 900.0, 1800.0, 3600.0, 7200.0, 10_800.0, 21_600.0, 43_200.0,
    DAY,
];

/// A day, in seconds.
const DAY: f64 = 86_400.0;

/// How long the number of a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Length {
    Full,
    Short,
}

impl ValueFormat {
    /// Returns the format of a reader's numbers that measure something.
    pub fn of(unit: AxisFormat, separators: Separators) -> ValueFormat {
        ValueFormat { unit: Some(unit), separators, ..ValueFormat::default() }
    }

    /// Returns the format of a reader's plain numbers.
    pub fn plain(separators: Separators) -> ValueFormat {
        ValueFormat { separators, ..ValueFormat::default() }
    }

    /// Returns the format that a filter object asks for; what makes no sense is left out.
    pub fn read(filter: &Value, separators: Separators) -> ValueFormat {
        let text = |name: &str| filter[name].as_str().unwrap_or_default();
        let places = |name: &str| filter[name].as_f64().map(|places| places.clamp(0.0, 10.0) as usize);
        ValueFormat {
            unit: AxisFormat::from_name(text("aggregationAxisFormat")),
            prefix: text("aggregationAxisPrefix").to_owned(),
            postfix: text("aggregationAxisPostfix").to_owned(),
            decimal_places: places("decimalPlaces"),
            least_decimal_places: places("minDecimalPlaces").unwrap_or(0),
            separators,
        }
    }

    /// Returns a value in full: `12,345.5`.
    pub fn full(&self, value: f64) -> String {
        self.write(value, Length::Full)
    }

    /// Returns a value in short: `12.3K`.
    pub fn short(&self, value: f64) -> String {
        self.write(value, Length::Short)
    }

    /// Returns round values from at most `low` to at least `high`, about as many as wanted, evenly apart by at least
    /// `least`. Some more are better than much room above the highest value.
    pub fn ticks(&self, low: f64, high: f64, wanted: usize, least: f64) -> Vec<f64> {
        ticks(low, high, self.step((high - low) / wanted.max(1) as f64 * CLOSER).max(least))
    }

    /// Returns a round distance of ticks that is at least the raw one; of times one that divides minutes, hours or days.
    pub fn step(&self, raw: f64) -> f64 {
        let unit = match self.unit {
            Some(AxisFormat::Duration) => 1.0,
            Some(AxisFormat::DurationMilliseconds) => 1000.0,
            _ => return round_step(raw),
        };
        let seconds = raw / unit;
        match TIME_STEPS.into_iter().find(|step| seconds > 1.0 && *step >= seconds) {
            Some(step) => step * unit,
            None if seconds > 1.0 => round_step(seconds / DAY) * DAY * unit,
            None => round_step(raw),
        }
    }

    fn write(&self, value: f64, length: Length) -> String {
        let (sign, before, body, after) = match self.unit {
            Some(AxisFormat::Duration) => ("", "", self.duration(value), ""),
            Some(AxisFormat::DurationMilliseconds) => ("", "", self.duration(value / 1000.0), ""),
            Some(AxisFormat::Percentage) => ("", "", self.number(value, length), "%"),
            Some(AxisFormat::PercentageScaled) => ("", "", self.number(value * 100.0, length), "%"),
            Some(AxisFormat::Currency) if value < 0.0 => ("-", "$", self.number(-value, length), ""),
            Some(AxisFormat::Currency) => ("", "$", self.number(value, length), ""),
            Some(AxisFormat::Short) => ("", "", self.number(value, Length::Short), ""),
            Some(AxisFormat::Numeric) | None => ("", "", self.number(value, length), ""),
        };
        [&self.prefix, sign, before, &body, after, &self.postfix].concat()
    }

    /// Returns a number; in short it has about four significant characters and a letter for its thousands.
    fn number(&self, value: f64, length: Length) -> String {
        let most = self.decimal_places.unwrap_or(2).max(self.least_decimal_places);
        if length == Length::Short {
            for (least, size, letter) in [(1e12, 1e12, "T"), (1e9, 1e9, "B"), (1e6, 1e6, "M"), (1e4, 1e3, "K")] {
                if value.abs() >= least {
                    let scaled = value / size;
                    let places = usize::from(scaled.abs() < 100.0);
                    return self.grouped(scaled, 0, places) + letter;
                }
            }
        }
        self.grouped(value, self.least_decimal_places, most)
    }

    /// Returns a number with its thousands grouped, and at least and at most so many digits after the point.
    fn grouped(&self, value: f64, least: usize, most: usize) -> String {
        let text = fixed(value, least, most);
        let (sign, digits) = text.strip_prefix('-').map_or(("", text.as_str()), |digits| ("-", digits));
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let mut out = String::from(sign);
        for (index, digit) in whole.chars().enumerate() {
            if index > 0 && (whole.len() - index).is_multiple_of(3) {
                out.push_str(self.separators.group);
            }
            out.push(digit);
        }
        if !fraction.is_empty() {
            out.push_str(self.separators.point);
            out.push_str(fraction);
        }
        out
    }

    /// Returns seconds as the two largest units: `1d 2h`, `3m 20s`, `1.5s`.
    fn duration(&self, seconds: f64) -> String {
        if seconds < 0.0 {
            return format!("-{}", self.duration(-seconds));
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
        self.grouped(seconds, 0, 2) + "s"
    }
}

/// Returns a number with at least and at most so many digits after the point, other trailing zeros left out.
fn fixed(value: f64, least: usize, most: usize) -> String {
    let mut text = format!("{value:.most$}");
    if let Some(point) = text.find('.') {
        let shortest = if least == 0 { point } else { point + 1 + least };
        while text.len() > shortest && text.ends_with(['0', '.']) {
            text.pop();
        }
    }
    if text == "-0" { "0".to_owned() } else { text }
}

/// Returns a share, 0 to 1, as a percentage of at most one decimal.
pub fn percentage(share: f64, separators: Separators) -> String {
    let format = ValueFormat::of(AxisFormat::PercentageScaled, separators);
    ValueFormat { decimal_places: Some(1), ..format }.full(share)
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
        assert_eq!(format.full(100.0), "100");
    }

    #[test]
    fn units_are_written_with_their_values() {
        let unit = |unit| ValueFormat::of(unit, Separators::default());
        assert_eq!(unit(AxisFormat::Percentage).full(12.5), "12.5%");
        assert_eq!(unit(AxisFormat::PercentageScaled).full(0.125), "12.5%");
        assert_eq!(unit(AxisFormat::Duration).full(93_784.0), "1d 2h");
        assert_eq!(unit(AxisFormat::DurationMilliseconds).full(1500.0), "1.5s");
        assert_eq!(unit(AxisFormat::Currency).full(-1234.5), "-$1,234.5");
    }

    #[test]
    fn ticks_of_times_are_round_times() {
        let format = ValueFormat::of(AxisFormat::DurationMilliseconds, Separators::default());
        assert_eq!(format.ticks(0.0, 560_000.0, 2, 0.0), [0.0, 300_000.0, 600_000.0]);
        assert_eq!(format.step(3.0e8), 5.0 * 86_400_000.0);
        assert_eq!(format.step(300.0), 500.0);
        assert_eq!(ValueFormat::default().ticks(0.0, 97.0, 5, 0.0).len(), 6);
        assert_eq!(ValueFormat::default().ticks(0.0, 2.0, 5, 1.0), [0.0, 1.0, 2.0]);
    }

    #[test]
    fn decimals_are_as_many_as_asked_for_and_written_as_the_reader_does() {
        let separators = Separators::of("de");
        let format = ValueFormat { decimal_places: Some(2), least_decimal_places: 2, separators, ..Default::default() };
        assert_eq!(format.full(1234.5), "1.234,50");
        assert_eq!(ValueFormat { decimal_places: Some(0), ..Default::default() }.full(1234.5), "1,234");
        assert_eq!(percentage(0.5, separators), "50%");
        assert_eq!(percentage(0.1234, separators), "12,3%");
    }
}
