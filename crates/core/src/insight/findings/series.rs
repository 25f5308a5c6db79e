//! One series over time: the pattern of its weekdays, and the values that do not fit.

use super::figures::{NOTABLE, figure, largest, mean, median, percent};
use crate::time::Timestamp;

/// So many weeks must be there before a weekday is said to be like something.
const LEAST_WEEKS: usize = 2;

/// So much above or below the mean of all days a weekday must be.
const WEEKDAY_DIFFERENCE: f64 = 0.25;

/// In so many of its weeks it must be so.
const WEEKDAY_REGULARITY: f64 = 0.75;

/// The score from which on a value counts as an outlier, and the factor that makes the median deviation comparable
/// with a standard deviation (Iglewicz and Hoaglin, How to Detect and Handle Outliers, 1993).
const OUTLYING_SCORE: f64 = 3.5;
const MEDIAN_SCALE: f64 = 0.6745;
/// The same for the mean deviation, which stands in where more than half of all values are equal.
const MEAN_SCALE: f64 = 0.797_885;

/// At most so many outliers are told.
const MOST_OUTLIERS: usize = 2;

const WEEKDAYS: [&str; 7] = ["Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays", "Sundays"];

/// A series whose periods are over.
pub(super) struct Series<'a> {
    pub(super) name: &'a str,
    pub(super) values: &'a [f64],
    /// The starts of the periods.
    pub(super) days: &'a [String],
    /// What the periods are called.
    pub(super) labels: &'a [String],
}

impl Series<'_> {
    /// Returns what there is to say about its weekdays, then about its outliers.
    pub(super) fn sentences(&self) -> Vec<String> {
        let weekdays = self.weekdays();
        let mut sentences = weekdays.as_deref().map(|weekdays| self.pattern(weekdays)).unwrap_or_default();
        sentences.extend(self.outliers(weekdays.as_deref().filter(|_| !sentences.is_empty())));
        sentences
    }

    /// Returns the weekday of each period, if all of them are days and there are some weeks of them.
    fn weekdays(&self) -> Option<Vec<usize>> {
        let weekdays: Vec<usize> =
            self.days.iter().take(self.values.len()).map(|day| weekday(day)).collect::<Option<_>>()?;
        let follows = weekdays.windows(2).all(|pair| pair[1] == (pair[0] + 1) % 7);
        (follows && weekdays.len() >= LEAST_WEEKS * 7).then_some(weekdays)
    }

    fn pattern(&self, weekdays: &[usize]) -> Vec<String> {
        let all = mean(self.values);
        if all <= 0.0 {
            return Vec::new();
        }
        let of = |weekday: usize| -> Vec<f64> {
            let pairs = weekdays.iter().zip(self.values);
            pairs.filter(|(day, _)| **day == weekday).map(|(_, value)| *value).collect()
        };
        let means: Vec<f64> = (0..7).map(|weekday| mean(&of(weekday))).collect();
        let is_regular = |weekday: usize, side: f64| {
            let values = of(weekday);
            let count = values.iter().filter(|value| (**value - all) * side > 0.0).count();
            count as f64 >= WEEKDAY_REGULARITY * values.len() as f64
        };
        let told = |side: f64, word: &str| {
            let weekday = largest(0..7, |weekday| means[*weekday] * side)?;
            let difference = means[weekday] / all - 1.0;
            (difference * side >= WEEKDAY_DIFFERENCE && is_regular(weekday, side)).then(|| {
                let direction = if side > 0.0 { "above" } else { "below" };
                format!(
                    "{} is {word} on {}: {} on average, {} {direction} the mean of all days, {}.",
                    self.name,
                    WEEKDAYS[weekday],
                    figure(means[weekday]),
                    percent(difference.abs()),
                    figure(all)
                )
            })
        };
        [told(1.0, "highest"), told(-1.0, "lowest")].into_iter().flatten().collect()
    }

    /// Returns the values that lie farthest from what is usual: of its weekday, where weekdays differ, else of all.
    fn outliers(&self, weekdays: Option<&[usize]>) -> Vec<String> {
        let usual = |at: usize| match weekdays {
            None => median(self.values),
            Some(weekdays) => {
                let same = weekdays.iter().zip(self.values).filter(|(day, _)| **day == weekdays[at]);
                median(&same.map(|(_, value)| *value).collect::<Vec<_>>())
            }
        };
        let usual: Vec<f64> = (0..self.values.len()).map(usual).collect();
        let distances: Vec<f64> = self.values.iter().zip(&usual).map(|(value, usual)| (value - usual).abs()).collect();
        let (spread, scale) = match median(&distances) {
            spread if spread > 0.0 => (spread, MEDIAN_SCALE),
            _ => (mean(&distances), MEAN_SCALE),
        };
        let mut found: Vec<usize> = (0..self.values.len())
            .filter(|at| {
                let stands_out = spread > 0.0 && distances[*at] * scale / spread > OUTLYING_SCORE;
                stands_out && distances[*at] >= NOTABLE * usual[*at]
            })
            .collect();
        crate::sort::sort_by(&mut found, |one, other| distances[*other].total_cmp(&distances[*one]));
        let told = found.into_iter().take(MOST_OUTLIERS).filter_map(|at| {
            let (value, usual) = (figure(self.values[at]), figure(usual[at]));
            Some(format!("{} stands out on {}: {value}, where {usual} is usual.", self.name, self.labels.get(at)?))
        });
        told.collect()
    }
}

/// Returns the weekday of a day written as 2024-01-31, 0 for Monday.
fn weekday(day: &str) -> Option<usize> {
    const SECONDS: i64 = 86_400;
    /// The first day of 1970 was a Thursday.
    const FIRST: i64 = 3;
    let midnight = (day.len() == 10).then(|| Timestamp::parse(&[day, "T00:00:00Z"].concat()).ok())??;
    usize::try_from((midnight.seconds().div_euclid(SECONDS) + FIRST).rem_euclid(7)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sentences(values: &[f64]) -> Vec<String> {
        let days: Vec<String> = (1..=values.len()).map(|day| format!("2024-01-{day:02}")).collect();
        Series { name: "Visits", values, days: &days, labels: &days }.sentences()
    }

    #[test]
    fn a_weekday_is_told_when_it_is_so_in_most_weeks() {
        let values: Vec<f64> =
            (0..28).map(|day| if day % 7 == 0 { 200.0 } else { 100.0 + f64::from(day % 3) }).collect();
        let told = sentences(&values);
        assert_eq!(told, ["Visits is highest on Mondays: 200 on average, 74% above the mean of all days, 115."]);
        let mut once = vec![100.0; 28];
        once[7] = 900.0;
        assert!(sentences(&once).iter().all(|sentence| !sentence.contains("Mondays")));
    }

    #[test]
    fn an_outlier_is_measured_against_its_own_weekday() {
        let mut values: Vec<f64> =
            (0..28).map(|day| if day % 7 >= 5 { 20.0 } else { 100.0 } + f64::from(day % 4)).collect();
        values[12] = 95.0;
        let told = sentences(&values);
        assert!(told.iter().any(|sentence| sentence.contains("stands out on 2024-01-13: 95, where 2")), "{told:?}");
    }

    #[test]
    fn an_even_series_says_nothing() {
        assert!(sentences(&[5.0; 28]).is_empty());
        assert!(sentences(&[]).is_empty());
        assert_eq!(weekday("2024-01-01"), Some(0));
    }
}
