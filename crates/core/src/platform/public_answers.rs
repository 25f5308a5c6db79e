//! Answers of public views that an isolate holds, so that a link that many open at once costs one look at whether it still is
//! what it was.
//!
//! A place names the answer and the copy of the link that it was made for, so an answer is out of reach as soon as that
//! copy is another; see the shell for how places are made.

use std::collections::VecDeque;

use super::Response;
use crate::time::Timestamp;

/// All answers together are not larger; an isolate has 128 MB for everything.
const MOST_BYTES: usize = 4 << 20;

/// Longer bodies are left to the shared cache.
const LONGEST_BODY: usize = 256 << 10;

/// What an answer takes besides its body: its place and its headers.
const BESIDES: usize = 2 << 10;

/// Holds the newest answers for as long as they are fresh.
#[derive(Debug, Default)]
pub struct PublicAnswers {
    /// The oldest first.
    held: VecDeque<Held>,
    bytes: usize,
}

#[derive(Debug)]
struct Held {
    place: String,
    answer: Response,
    fresh_until: Timestamp,
}

impl PublicAnswers {
    /// Returns the answer at a place, unless it is not fresh any more or none is held.
    pub fn get(&self, place: &str, now: Timestamp) -> Option<Response> {
        let held = self.held.iter().find(|held| held.place == place)?;
        (now < held.fresh_until).then(|| held.answer.without_jobs())
    }

    /// Holds an answer in place of the one at the same place. Those that were held longest make room for it.
    pub fn hold(&mut self, place: &str, answer: &Response, fresh_until: Timestamp) {
        if let Some(before) = self.held.iter().position(|held| held.place == place) {
            self.forget(before);
        }
        if answer.body.len() > LONGEST_BODY {
            return;
        }
        while self.bytes + size(answer) > MOST_BYTES {
            self.forget(0);
        }
        self.bytes += size(answer);
        self.held.push_back(Held { place: place.to_owned(), answer: answer.without_jobs(), fresh_until });
    }

    fn forget(&mut self, index: usize) {
        self.bytes -= self.held.remove(index).map_or(0, |held| size(&held.answer));
    }
}

fn size(answer: &Response) -> usize {
    answer.body.len() + BESIDES
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(body: &[u8]) -> Response {
        Response::new(200).with_body("text/plain", body)
    }

    #[test]
    fn an_answer_is_held_while_it_is_fresh() {
        let mut answers = PublicAnswers::default();
        let at = Timestamp::from_seconds;
        answers.hold("a", &answer(b"old"), at(10));
        answers.hold("a", &answer(b"new"), at(20));
        assert_eq!(answers.get("a", at(19)).map(|answer| answer.body), Some(b"new".to_vec()));
        assert!(answers.get("a", at(20)).is_none());
        assert!(answers.get("b", at(1)).is_none());
    }

    #[test]
    fn the_oldest_make_room_and_the_longest_are_not_held() {
        let mut answers = PublicAnswers::default();
        let until = Timestamp::from_seconds(10);
        let is_held = |answers: &PublicAnswers, place: &str| answers.get(place, Timestamp::from_seconds(1)).is_some();
        answers.hold("too long", &answer(&vec![0; LONGEST_BODY + 1]), until);
        assert!(!is_held(&answers, "too long"));
        for length in [LONGEST_BODY, 0] {
            let most = MOST_BYTES / (length + BESIDES);
            let places: Vec<String> = (0..=most).map(|place| place.to_string()).collect();
            for place in &places {
                answers.hold(place, &answer(&vec![0; length]), until);
            }
            assert!(!is_held(&answers, &places[0]) && places[1..].iter().all(|place| is_held(&answers, place)));
            assert_eq!(answers.bytes, most * (length + BESIDES));
        }
    }
}
