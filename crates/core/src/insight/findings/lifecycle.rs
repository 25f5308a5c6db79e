//! Findings on lifecycles: who came, who went, and what remains.

use super::LastPeriod;
use super::figures::{figure, largest, percent};
use crate::answer::lifecycle::{LifecycleRow, LifecycleStatus};

/// Returns findings on the rows of a lifecycle.
pub(super) fn sentences(rows: &[LifecycleRow], last: LastPeriod) -> Vec<String> {
    let periods = rows.iter().map(|row| last.complete(&row.data).len()).max().unwrap_or(0);
    let at = |status, period: usize| -> f64 {
        let of_status = rows.iter().filter(|row| row.status == status);
        of_status.filter_map(|row| row.data.get(period)).sum::<f64>().abs()
    };
    let sum = |status| (0..periods).map(|period| at(status, period)).sum::<f64>();
    let (new, resurrecting) = (sum(LifecycleStatus::New), sum(LifecycleStatus::Resurrecting));
    let (returning, dormant) = (sum(LifecycleStatus::Returning), sum(LifecycleStatus::Dormant));
    let came = new + resurrecting;
    if came + dormant == 0.0 {
        return Vec::new();
    }
    let net = came - dormant;
    let word = if net < 0.0 { "loss" } else { "growth" };
    let mut sentences = vec![format!(
        "{} came ({} new, {} resurrecting) and {} went: a net {word} of {}.",
        figure(came),
        figure(new),
        figure(resurrecting),
        figure(dormant),
        figure(net.abs())
    )];
    let active = came + returning;
    if active > 0.0 {
        let share = percent(returning / active);
        sentences.push(format!("{share} of those who were active had been active in the period before."));
    }
    let growth = |period: usize| {
        at(LifecycleStatus::New, period) + at(LifecycleStatus::Resurrecting, period)
            - at(LifecycleStatus::Dormant, period)
    };
    if let Some(worst) = largest(0..periods, |period| -growth(*period)).filter(|period| growth(*period) < 0.0)
        && let Some(label) = rows.first().and_then(|row| row.labels.get(worst))
    {
        sentences.push(format!("The largest loss was on {label}: {} more went than came.", figure(-growth(worst))));
    }
    sentences
}
