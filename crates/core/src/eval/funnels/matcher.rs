//! Chooses the matcher, and finds the journey of every actor.

use oriel_kernels::plain_funnel::{Found, PlainFunnel};

use super::journey::{Journey, Moment, Rules};
use super::ordered::OrderedMatcher;
use super::steps::Crowd;
use super::unordered::UnorderedMatcher;
use super::views::{Member, View, each_view};
use crate::query::funnels::{Attribution, FunnelOrder, FunnelsQuery};

/// Shows the journey of every actor that is in the funnel, once for each group in which it is.
pub(super) fn each_journey(query: &FunnelsQuery, crowd: &Crowd<'_>, mut visit: impl FnMut(Member, &Journey)) {
    let mut matcher = Matcher::new(query, crowd.rules);
    each_view(crowd, query.attribution, &mut |member, view| {
        if let Some(journey) = matcher.journey(view) {
            visit(member, journey);
        }
    });
}

/// Finds journeys by the rules of a query.
struct Matcher {
    /// The kernel for the plain case, with room for the journey that it finds.
    plain: Option<(PlainFunnel, Journey)>,
    general: General,
    moments: Vec<Moment>,
}

enum General {
    Ordered(OrderedMatcher),
    Unordered(UnorderedMatcher),
}

impl Matcher {
    fn new(query: &FunnelsQuery, rules: Rules) -> Matcher {
        let is_plain = rules.order == FunnelOrder::Ordered
            && rules.optional == 0
            && query.exclusions.is_empty()
            && !matches!((query.attribution, &query.breakdown), (Attribution::Step(_), Some(_)));
        let general = match rules.order {
            FunnelOrder::Ordered | FunnelOrder::Strict => General::Ordered(OrderedMatcher::new(rules)),
            FunnelOrder::Unordered => General::Unordered(UnorderedMatcher::new(rules)),
        };
        let plain = || (PlainFunnel::new(rules.steps, rules.window.unsigned_abs()), Journey::default());
        Matcher { plain: is_plain.then(plain), general, moments: Vec::new() }
    }

    fn journey(&mut self, view: View<'_>) -> Option<&Journey> {
        let (moments, step_value) = match view {
            View::Whole(moments, places) => {
                if let (Some((plain, journey)), Some((packed, base))) = (&mut self.plain, moments.packed(places)) {
                    match plain.find(packed) {
                        Found::Steps(0) => return None,
                        Found::Steps(steps) => {
                            journey.done = (1 << steps) - 1;
                            journey.times.clear();
                            journey.times.extend(plain.times(steps).map(|time| base + time as i64));
                            return Some(journey);
                        }
                        Found::MixedInstant => {}
                    }
                }
                moments.unpack(places, &mut self.moments);
                (self.moments.as_slice(), None)
            }
            View::Part(moments, step_value) => (moments, step_value),
        };
        match &mut self.general {
            General::Ordered(matcher) => matcher.journey(moments, step_value),
            General::Unordered(matcher) => matcher.journey(moments, step_value),
        }
    }
}
