//! What happens to the figures of a row before they are shown (spec/trends 6.5 and 6.7).

/// Replaces each figure by the mean of the last `intervals` figures, rounded down; at the start there are fewer.
pub(super) fn smooth(figures: &mut [f64], intervals: usize) {
    if intervals <= 1 {
        return;
    }
    let counted = figures.to_vec();
    for (index, figure) in figures.iter_mut().enumerate() {
        let window = &counted[(index + 1).saturating_sub(intervals)..=index];
        *figure = (window.iter().sum::<f64>() / window.len() as f64).floor();
    }
}

/// Replaces each figure by the sum of all up to it.
pub(super) fn accumulate(figures: &mut [f64]) {
    let mut sum = 0.0;
    for figure in figures {
        sum += *figure;
        *figure = sum;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn smoothing_rounds_down_and_starts_with_what_there_is() {
        let mut figures = [1.0, 2.0, 6.0, 0.0];
        smooth(&mut figures, 3);
        assert_eq!(figures, [1.0, 1.0, 3.0, 2.0]);
    }

    #[test]
    fn accumulating_sums_up() {
        let mut figures = [1.0, 0.0, 2.0];
        accumulate(&mut figures);
        assert_eq!(figures, [1.0, 1.0, 3.0]);
    }
}
