//! How a query wants its figures presented: the fields of its filter object that change no figure (spec/trends 3.5).

use serde_json::Value;

use super::scale::Progression;

/// The buckets of a moving average that does not say how many.
const USUAL_AVERAGE: f64 = 7.0;

/// How series over time are presented.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Presentation {
    /// The goals, as lines across the plot.
    pub goals: Vec<Goal>,
    /// How heights are read.
    pub progression: Progression,
    /// What the heights of a stack are.
    pub heights: Heights,
    /// For which series there is an axis.
    pub axes: Axes,
    /// Whether values are written beside their marks.
    pub values: Values,
    /// Where the names of series stand.
    pub naming: Naming,
    /// Whether a straight line through each series is drawn (`showTrendLines`).
    pub trend: Trend,
    /// Over how many buckets the moving average goes, where one is drawn.
    pub moving_average: Option<usize>,
}

/// A value that is to be reached.
#[derive(Clone, Debug, PartialEq)]
pub struct Goal {
    /// Its name.
    pub label: String,
    /// The value.
    pub value: f64,
    /// The colour of its line, a checked hexadecimal one.
    pub colour: Option<String>,
    /// Whether a goal that every series has passed is still shown (`displayIfCrossed`).
    pub once_passed: OncePassed,
}

/// What becomes of a goal that is passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OncePassed {
    /// It stays.
    Shown,
    /// It goes.
    Hidden,
}

/// What the heights of a stack are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Heights {
    /// Values.
    #[default]
    Values,
    /// Shares of the bucket's sum (`showPercentStackView`).
    Shares,
}

/// For which series there is an axis.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Axes {
    /// One for all.
    #[default]
    Shared,
    /// One for each (`showMultipleYAxes`).
    EachSeries,
}

/// Whether values are written beside their marks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Values {
    /// They are not.
    #[default]
    Hidden,
    /// They are, where there is room (`showValuesOnSeries`).
    Shown,
}

/// Whether a trend is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Trend {
    /// It is not.
    #[default]
    Hidden,
    /// It is.
    Shown,
}

/// Where the names of series stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Naming {
    /// Beside what they name where that fits, in a legend otherwise.
    #[default]
    WhereItFits,
    /// In a legend (`showLegend`).
    InLegend,
}

impl Presentation {
    /// Returns what a filter object asks for; what makes no sense is left out.
    pub fn read(filter: &Value) -> Presentation {
        let is_on = |name: &str| filter[name] == Value::Bool(true);
        let average = filter["movingAverageIntervals"].as_f64().unwrap_or(USUAL_AVERAGE);
        Presentation {
            goals: filter["goalLines"].as_array().into_iter().flatten().filter_map(Goal::read).collect(),
            progression: match filter["yAxisScaleType"].as_str() {
                Some("log10") => Progression::Logarithmic,
                _ => Progression::Linear,
            },
            heights: if is_on("showPercentStackView") { Heights::Shares } else { Heights::Values },
            axes: if is_on("showMultipleYAxes") { Axes::EachSeries } else { Axes::Shared },
            values: if is_on("showValuesOnSeries") { Values::Shown } else { Values::Hidden },
            naming: if is_on("showLegend") { Naming::InLegend } else { Naming::WhereItFits },
            trend: if is_on("showTrendLines") { Trend::Shown } else { Trend::Hidden },
            moving_average: is_on("showMovingAverage").then_some(average.clamp(1.0, 1000.0) as usize),
        }
    }
}

impl Goal {
    fn read(given: &Value) -> Option<Goal> {
        let is_colour = |text: &&str| {
            let digits = text.strip_prefix('#').unwrap_or_default();
            matches!(digits.len(), 3 | 6) && digits.bytes().all(|digit| digit.is_ascii_hexdigit())
        };
        let label = given["label"].as_str().filter(|_| given["displayLabel"] != Value::Bool(false));
        Some(Goal {
            label: label.unwrap_or_default().to_owned(),
            value: given["value"].as_f64().filter(|value| value.is_finite())?,
            colour: given["borderColor"].as_str().filter(is_colour).map(str::to_owned),
            once_passed: if given["displayIfCrossed"] == Value::Bool(false) {
                OncePassed::Hidden
            } else {
                OncePassed::Shown
            },
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_goal_needs_a_value_and_takes_no_style_but_a_colour() {
        let goals = json!([{"label": "a", "value": 5, "borderColor": "red;x:url(y)"}, {"label": "b"}]);
        let presentation = Presentation::read(&json!({"goalLines": goals, "yAxisScaleType": 5}));
        assert_eq!(presentation.goals.len(), 1);
        assert_eq!(presentation.goals[0].colour, None);
        assert_eq!(presentation.progression, Progression::Linear);
    }
}
