//! Times: instants, zones, relative dates, ranges, buckets and their labels (spec/trends 4).
//!
//! A query writes a [`DateRange`]; a [`Resolver`] turns it, as of a `now` that is handed in, into a [`ResolvedRange`]
//! of instants; that gives the [`Buckets`] in which an evaluator counts and the labels under which an answer shows
//! them. All calendar and zone arithmetic is behind [`Calendar`]; it is done per bucket, never per event.

mod bucket;
mod calendar;
mod clock;
mod interval;
mod iso;
mod label;
mod range;
mod relative;
mod resolve;
mod timestamp;
mod weekdays;
mod zone;

pub use bucket::{Buckets, MAX_BUCKETS, Span};
pub use calendar::Calendar;
pub(crate) use clock::Clock;
pub use interval::{Interval, WeekStart};
pub use label::{Labels, MONTHS};
pub use range::{DateRange, Ends, LastPeriod, RangeStart, ResolvedRange};
pub use relative::{Periods, RelativeDate, WrittenDate};
pub use resolve::{Resolver, Rounding};
pub use timestamp::Timestamp;
pub use weekdays::Weekdays;
pub use zone::Zone;
