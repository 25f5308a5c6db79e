//! Questions with what is kept of their answers: of one, or of all that a list shows, read at once.

use super::{Dated, Question, calculation, dated, wanted};
use crate::insight::refresh::Mode;
use crate::platform::{Calculation, Keep, Key, Platform};
use crate::serve::exchange::Exchange;
use crate::sort::sort;
use crate::time::Timestamp;

/// Holds a question with what is kept of its answer.
pub(crate) struct Prepared<'a> {
    pub(crate) question: Question<'a>,
    pub(super) calculation: Calculation,
    pub(super) kept: Option<Dated>,
}

impl Prepared<'_> {
    /// Returns when the kept answer was calculated.
    pub(crate) fn last_refresh(&self) -> Option<Timestamp> {
        self.kept.as_ref().map(|kept| kept.at)
    }

    /// Returns the same question in another mode.
    pub(crate) fn in_mode(mut self, mode: Mode) -> Self {
        self.question.mode = mode;
        self.calculation.wanted = wanted(mode);
        self
    }
}

/// Reads what is kept of the answer to a question.
pub(crate) async fn prepare<'a, P: Platform>(exchange: &Exchange<'_, P>, question: Question<'a>) -> Prepared<'a> {
    let calculation = calculation(exchange.now(), &question);
    let kept = match question.mode.reads_kept() {
        true => kept(exchange.platform, &calculation.cache_key).await,
        false => None,
    };
    Prepared { question, calculation, kept }
}

/// Reads what is kept of the answers to many questions, at once.
pub(crate) async fn prepare_all<'a, P: Platform>(
    exchange: &Exchange<'_, P>,
    questions: Vec<Question<'a>>,
) -> Vec<Prepared<'a>> {
    let mut all: Vec<Prepared<'a>> = questions
        .into_iter()
        .map(|question| Prepared { question, calculation: calculation(exchange.now(), &question), kept: None })
        .collect();
    let reading = all.iter_mut().filter(|prepared| prepared.question.mode.reads_kept());
    let mut reading: Vec<&mut Prepared<'a>> = reading.collect();
    let mut keys: Vec<String> = reading.iter().map(|prepared| prepared.calculation.cache_key.clone()).collect();
    sort(&mut keys);
    keys.dedup();
    match exchange.platform.keep().results(&keys).await {
        Ok(texts) => {
            for prepared in reading {
                let place = keys.binary_search(&prepared.calculation.cache_key);
                let text = place.ok().and_then(|place| texts.get(place)?.as_deref());
                prepared.kept = text.and_then(|text| dated(text.as_bytes()));
            }
        }
        // Together they may be too many for what gives one after the other.
        Err(failure) => {
            exchange.platform.log(&failure.to_string());
            for prepared in &mut reading {
                prepared.kept = kept(exchange.platform, &prepared.calculation.cache_key).await;
            }
        }
    }
    all
}

/// Returns the kept answer; a store that cannot be reached has none.
async fn kept<P: Platform>(platform: &P, cache_key: &str) -> Option<Dated> {
    let entry = match platform.keep().get(&Key::Result(cache_key.to_owned())).await {
        Ok(entry) => entry?,
        Err(failure) => {
            platform.log(&failure.to_string());
            return None;
        }
    };
    dated(&entry.bytes)
}
