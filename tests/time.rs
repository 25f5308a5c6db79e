//! What must hold for any time, zone and range, derived a second time by plain means.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use jiff::civil::Weekday;
use jiff::{ToSpan, Unit, ZonedRound};
use oriel::time::{
    Buckets, Calendar, DateRange, Interval, MAX_BUCKETS, RangeStart, ResolvedRange, Resolver, Rounding, Timestamp,
    WeekStart, Weekdays, WrittenDate, Zone,
};
use proptest::prelude::{Just, Strategy, any, prop_oneof};
use proptest::sample::select;
use proptest::{prop_assert, prop_assert_eq, proptest};

/// Zones whose clocks change at midnight, by half an hour, across the date line, or never.
const ZONES: [&str; 8] = [
    "UTC",
    "US/Pacific",
    "America/Sao_Paulo",
    "America/Havana",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
    "Pacific/Apia",
    "Europe/London",
];

fn calendars() -> impl Strategy<Value = Calendar> {
    (select(&ZONES), prop_oneof![Just(WeekStart::Sunday), Just(WeekStart::Monday)])
        .prop_map(|(zone, week_start)| Calendar { zone: Zone::named(zone).unwrap(), week_start })
}

/// Calendars whose hours all start on the hour and that leave no day out, unlike Lord Howe Island's and Samoa's.
fn whole_calendars() -> impl Strategy<Value = Calendar> {
    calendars().prop_filter("hours and days are whole", |calendar| {
        !["Australia/Lord_Howe", "Pacific/Apia"].contains(&calendar.zone.name())
    })
}

/// Instants of the years 1990 to 2035, in which every zone of the list changes its clocks.
fn instants() -> impl Strategy<Value = Timestamp> {
    (631_152_000_000_000_i64..2_051_222_400_000_000).prop_map(Timestamp::from_micros)
}

fn zoned(calendar: &Calendar, at: Timestamp) -> jiff::Zoned {
    jiff::Timestamp::from_microsecond(at.micros()).unwrap().in_tz(calendar.zone.name()).unwrap()
}

fn micros(zoned: &jiff::Zoned) -> i64 {
    zoned.timestamp().as_microsecond()
}

proptest! {
    #[test]
    fn a_timestamp_is_read_as_it_is_written(at in any::<i64>()) {
        let at = Timestamp::from_micros(at);
        prop_assert_eq!(Timestamp::parse(&at.to_string()).unwrap(), at);
    }

    #[test]
    fn any_text_is_read_as_some_date(text in ".{0,24}", now in instants(), calendar in calendars()) {
        let at = WrittenDate::parse(&text).resolve(&calendar, now);
        prop_assert!((Timestamp::MIN..=Timestamp::MAX).contains(&at));
    }

    #[test]
    fn any_relative_date_lies_within_time(
        count in any::<u64>(), unit in "[hdwmqysHDWMQY]", edge in "(Start|End)?", now in instants(), calendar in calendars()
    ) {
        let at = WrittenDate::parse(&format!("-{count}{unit}{edge}")).resolve(&calendar, now);
        prop_assert!((Timestamp::MIN..=Timestamp::MAX).contains(&at));
    }

    #[test]
    fn a_start_is_where_jiff_finds_it(at in instants(), calendar in calendars()) {
        let here = zoned(&calendar, at);
        let day = here.start_of_day().unwrap();
        prop_assert_eq!(calendar.start_of(Interval::Day, at).micros(), micros(&day));
        let month = here.first_of_month().unwrap().start_of_day().unwrap();
        prop_assert_eq!(calendar.start_of(Interval::Month, at).micros(), micros(&month));
        let year = here.first_of_year().unwrap().start_of_day().unwrap();
        prop_assert_eq!(calendar.start_of(Interval::Year, at).micros(), micros(&year));
        let weekday = if calendar.week_start == WeekStart::Monday { Weekday::Monday } else { Weekday::Sunday };
        let first = here.date().tomorrow().unwrap().nth_weekday(-1, weekday).unwrap();
        let week = first.to_zoned(here.time_zone().clone()).unwrap();
        prop_assert_eq!(calendar.start_of(Interval::Week, at).micros(), micros(&week));
        let minute = here.round(ZonedRound::new().smallest(Unit::Minute).mode(jiff::RoundMode::Floor)).unwrap();
        prop_assert_eq!(calendar.start_of(Interval::Minute, at).micros(), micros(&minute));
    }

    #[test]
    fn a_quarter_starts_in_every_third_month(at in instants(), calendar in calendars()) {
        let start = zoned(&calendar, calendar.start_of(Interval::Quarter, at));
        prop_assert!([1, 4, 7, 10].contains(&start.month()) && start.day() == 1);
        let here = zoned(&calendar, at);
        prop_assert!(here.year() == start.year() && (0..3).contains(&(here.month() - start.month())));
    }

    #[test]
    fn days_and_months_are_added_as_jiff_adds_them(at in instants(), count in -500_i64..500, calendar in calendars()) {
        let here = zoned(&calendar, at).datetime();
        let in_zone = |clock: jiff::civil::DateTime| micros(&clock.in_tz(calendar.zone.name()).unwrap());
        if count != 0 {
            let added = |interval| calendar.add(interval, count, at).micros();
            prop_assert_eq!(added(Interval::Day), in_zone(here.checked_add(count.days()).unwrap()));
            prop_assert_eq!(added(Interval::Week), in_zone(here.checked_add(count.weeks()).unwrap()));
            prop_assert_eq!(added(Interval::Month), in_zone(here.checked_add(count.months()).unwrap()));
            prop_assert_eq!(added(Interval::Quarter), in_zone(here.checked_add((3 * count).months()).unwrap()));
        }
    }

    #[test]
    fn the_start_of_a_start_is_itself(at in instants(), interval in select(&Interval::ALL), calendar in calendars()) {
        let start = calendar.start_of(interval, at);
        prop_assert!(start <= at);
        prop_assert_eq!(calendar.start_of(interval, start), start);
    }

    #[test]
    fn steps_are_counted_as_they_are_taken(
        at in instants(), count in -400_i64..400, interval in select(&Interval::ALL), calendar in whole_calendars()
    ) {
        let stepped = calendar.step(interval, count, at);
        prop_assert_eq!(calendar.intervals_between(interval, at, stepped), count);
        prop_assert_eq!(calendar.step(interval, 0, stepped), stepped);
    }

    #[test]
    fn an_hour_goes_on_where_clocks_change_by_half_an_hour(minutes in 0_i64..90) {
        let calendar = Calendar { zone: Zone::named("Australia/Lord_Howe").unwrap(), ..UTC.clone() };
        let one = at("2025-04-05T14:00:00Z");
        prop_assert_eq!(calendar.start_of(Interval::Hour, one.plus_seconds(60 * minutes)), one);
    }

    #[test]
    fn buckets_follow_each_other_without_gap_and_hold_what_starts_in_them(
        from in instants(), days in 0_i64..90, interval in select(&Interval::ALL[2..]), calendar in whole_calendars()
    ) {
        let to = from.plus_seconds(days * 86_400);
        let buckets = Buckets::new(&calendar, interval, from, to).unwrap();
        prop_assert!(buckets.spans().windows(2).all(|pair| pair[0].until == pair[1].from));
        prop_assert_eq!(buckets.bucket_of(from), Some(0));
        prop_assert_eq!(buckets.bucket_of(to), Some(buckets.len() - 1));
        for (index, &start) in buckets.starts().iter().enumerate() {
            prop_assert_eq!(buckets.bucket_of(Timestamp::from_micros(start)), Some(index));
            if interval >= Interval::Day {
                prop_assert_eq!(calendar.start_of(interval, Timestamp::from_micros(start)).micros(), start);
            }
        }
    }

    #[test]
    fn rows_are_those_that_each_bucket_holds(
        from in instants(), days in 0_i64..40, offsets in proptest::collection::vec(-10_i64 * 86_400_000_000..60 * 86_400_000_000, 0..200),
        weekdays in proptest::collection::vec(1_i64..=7, 0..5), interval in select(&Interval::ALL[2..6]), calendar in calendars()
    ) {
        let to = from.plus_seconds(days * 86_400);
        let (lower, upper) = (from, to.whole_second());
        let weekdays = Weekdays::new(&weekdays).unwrap();
        let range = ResolvedRange { from, to, lower, upper, interval, weekdays };
        let buckets = range.buckets(&calendar).unwrap();
        let mut times: Vec<i64> = offsets.iter().map(|offset| from.micros() + offset).collect();
        times.sort_unstable();

        let mut found = vec![None; times.len()];
        for (bucket, rows) in buckets.rows(&times) {
            found[rows].fill(Some(bucket));
        }
        for (&time, found) in times.iter().zip(found) {
            let at = Timestamp::from_micros(time);
            let counts = lower <= at && at <= upper && weekdays.contains(calendar.weekday(at));
            prop_assert_eq!(found.is_some(), counts);
            prop_assert_eq!(found, buckets.bucket_of(at));
            if let Some(bucket) = found {
                prop_assert!(buckets.starts()[bucket] <= time);
                prop_assert!(buckets.starts().get(bucket + 1).is_none_or(|&next| time < next));
            }
        }
    }
}

static UTC: Calendar = Calendar::UTC;

/// Returns a date range as a query writes it.
fn written(from: Option<&str>, to: Option<&str>) -> DateRange {
    DateRange { from: from.map(RangeStart::parse), to: to.map(WrittenDate::parse), ..DateRange::default() }
}

fn at(text: &str) -> Timestamp {
    Timestamp::parse(text).unwrap()
}

fn resolver<'a>(calendar: &'a Calendar, now: &str, interval: Interval) -> Resolver<'a> {
    Resolver { calendar, now: at(now), interval, rounding: Rounding::Periods, earliest: None }
}

fn ends(range: ResolvedRange) -> String {
    format!("{} {}", range.from, range.to)
}

#[test]
fn the_previous_period_is_the_one_before() {
    let previous = |now, range: DateRange, interval| ends(resolver(&UTC, now, interval).previous(&range));
    let days = previous("2021-08-25T00:00:00Z", written(Some("-48h"), None), Interval::Day);
    assert_eq!(days, "2021-08-20T00:00:00Z 2021-08-22T23:59:59.999999Z");
    let absolute = previous("2021-08-25T00:00:00Z", written(Some("2020-01-15"), Some("2020-01-19")), Interval::Day);
    assert_eq!(absolute, "2020-01-10T00:00:00Z 2020-01-14T23:59:59.999999Z");
    let week = "2020-01-10T00:00:00Z 2020-01-17T23:59:59.999999Z";
    assert_eq!(previous("2020-01-24T00:00:00Z", written(Some("-7d"), None), Interval::Day), week);
    assert_eq!(previous("2020-01-24T00:00:00Z", written(None, None), Interval::Day), week);
    let hours = previous("2020-01-02T20:17:00Z", written(Some("dStart"), None), Interval::Hour);
    assert_eq!(hours, "2020-01-01T00:00:00Z 2020-01-01T20:59:59.999999Z");
    let minutes = previous("2020-01-02T20:17:30Z", written(Some("-10M"), None), Interval::Minute);
    assert_eq!(minutes, "2020-01-02T19:57:00.000001Z 2020-01-02T20:07:30Z");
}

#[test]
fn the_period_before_all_events_ends_just_before_them() {
    let resolver = Resolver {
        earliest: Some(at("2020-01-01T12:00:00Z")),
        ..resolver(&UTC, "2020-01-02T00:00:00Z", Interval::Day)
    };
    let range = written(Some("all"), None);
    assert_eq!(ends(resolver.current(&range)), "2020-01-01T12:00:00Z 2020-01-02T23:59:59.999999Z");
    assert_eq!(resolver.current(&range).lower.to_string(), "2020-01-01T00:00:00Z");
    assert_eq!(ends(resolver.previous(&range)), "2019-12-31T00:00:00Z 2020-01-01T11:59:59.999999Z");
    let empty = Resolver { earliest: None, ..resolver };
    assert_eq!(empty.current(&range).from.to_string(), "2015-01-01T00:00:00Z");
}

#[test]
fn the_lower_bound_is_rounded_less_than_the_first_bucket() {
    let lower = |from, interval| {
        resolver(&UTC, "2020-11-05T10:20:30Z", interval).current(&written(Some(from), None)).lower.to_string()
    };
    assert_eq!(lower("2020-11-04", Interval::Week), "2020-11-04T00:00:00Z");
    assert_eq!(lower("2020-11-04", Interval::Month), "2020-11-01T00:00:00Z");
    assert_eq!(lower("-24h", Interval::Day), "2020-11-04T10:00:00Z");
    assert_eq!(lower("-24h", Interval::Hour), "2020-11-04T10:00:00Z");
    assert_eq!(lower("-3M", Interval::Minute), "2020-11-05T10:17:30Z");
    assert_eq!(lower("2020-11-04T10:20:30Z", Interval::Hour), "2020-11-04T10:00:00Z");
}

#[test]
fn exact_and_explicit_ranges_are_not_rounded() {
    let exact = Resolver { rounding: Rounding::Exact, ..resolver(&UTC, "2020-11-05T10:20:30Z", Interval::Day) };
    let range = exact.current(&written(Some("-7d"), None));
    assert_eq!(ends(range), "2020-10-29T10:20:30Z 2020-11-05T10:20:30Z");
    assert_eq!(range.lower, range.from);

    let range = DateRange {
        ends: oriel::time::Ends::Explicit,
        ..written(Some("2020-11-02T01:02:03"), Some("2020-11-04T05:06:07"))
    };
    let range = resolver(&UTC, "2020-11-05T10:20:30Z", Interval::Day).current(&range);
    assert_eq!(ends(range), "2020-11-02T01:02:03Z 2020-11-04T05:06:07Z");
    assert_eq!(range.lower, range.from);
    assert_eq!(range.buckets(&UTC).unwrap().len(), 3);
}

#[test]
fn events_of_the_last_fraction_of_a_second_do_not_count() {
    let range = resolver(&UTC, "2020-11-05T10:20:30Z", Interval::Day).current(&written(None, None));
    assert_eq!(range.upper.to_string(), "2020-11-05T23:59:59Z");
    let buckets = range.buckets(&UTC).unwrap();
    assert_eq!(buckets.bucket_of(at("2020-11-05T23:59:59Z")), Some(7));
    assert_eq!(buckets.bucket_of(at("2020-11-05T23:59:59.5Z")), None);
}

#[test]
fn a_period_that_is_not_over_can_be_left_out() {
    let range = DateRange { last_period: oriel::time::LastPeriod::OnlyIfOver, ..written(Some("-7d"), None) };
    let current = resolver(&UTC, "2020-11-05T10:20:30Z", Interval::Day).current(&range);
    assert_eq!(ends(current), "2020-10-29T00:00:00Z 2020-11-04T23:59:59.999999Z");
    let past = DateRange { to: Some(WrittenDate::parse("2020-11-01")), ..range };
    let current = resolver(&UTC, "2020-11-05T10:20:30Z", Interval::Day).current(&past);
    assert_eq!(current.to.to_string(), "2020-11-01T23:59:59.999999Z");
}

#[test]
fn an_hour_with_z_is_the_same_instant_for_every_team() {
    let calendar = Calendar { zone: Zone::named("US/Pacific").unwrap(), week_start: WeekStart::Sunday };
    let range = written(Some("2025-03-09T00:00:00Z"), Some("2025-03-12T00:00:00Z"));
    let range = resolver(&calendar, "2025-04-01T00:00:00Z", Interval::Day).current(&range);
    assert_eq!(range.lower.to_string(), "2025-03-08T08:00:00Z");
    // The 9th has 23 hours.
    let starts = range.buckets(&calendar).unwrap().starts().to_vec();
    let hours: Vec<i64> = starts.windows(2).map(|pair| (pair[1] - pair[0]) / 3_600_000_000).collect();
    assert_eq!(hours, [24, 23, 24]);
}

#[test]
fn an_instant_is_written_with_the_offset_of_its_zone() {
    let iso = |zone, text| Calendar { zone: Zone::named(zone).unwrap(), ..UTC.clone() }.iso(at(text));
    assert_eq!(iso("US/Pacific", "2020-06-10T07:00:00Z"), "2020-06-10T00:00:00-07:00");
    assert_eq!(iso("Asia/Kathmandu", "2020-06-09T18:15:00Z"), "2020-06-10T00:00:00+05:45");
    assert_eq!(iso("UTC", "2020-06-10T00:00:00.5Z"), "2020-06-10T00:00:00Z");
}

#[test]
fn days_of_other_weekdays_disappear() {
    let range =
        DateRange { weekdays: Weekdays::new(&[6, 7]).unwrap(), ..written(Some("2020-11-01"), Some("2020-11-08")) };
    let days = resolver(&UTC, "2020-12-01T00:00:00Z", Interval::Day).current(&range);
    let days = days.buckets(&UTC).unwrap();
    assert_eq!(days.len(), 3);
    assert_eq!(days.bucket_of(at("2020-11-07T12:00:00Z")), Some(1));
    assert_eq!(days.bucket_of(at("2020-11-06T12:00:00Z")), None);

    let weeks = resolver(&UTC, "2020-12-01T00:00:00Z", Interval::Week).current(&range);
    let weeks = weeks.buckets(&UTC).unwrap();
    assert_eq!(weeks.len(), 2);
    assert_eq!(weeks.bucket_of(at("2020-11-06T12:00:00Z")), None);
    assert_eq!(weeks.bucket_of(at("2020-11-07T12:00:00Z")), Some(0));
}

#[test]
fn an_inverted_range_is_empty() {
    let range =
        resolver(&UTC, "2020-12-01T00:00:00Z", Interval::Day).current(&written(Some("2020-11-03"), Some("2020-11-01")));
    assert!(range.buckets(&UTC).unwrap().is_empty());
    assert_eq!(range.whole(&UTC).unwrap().bounds(), None);
}

#[test]
fn too_many_buckets_are_refused() {
    let range = resolver(&UTC, "2020-12-01T00:00:00Z", Interval::Second).current(&written(Some("2020-01-01"), None));
    let refusal = range.buckets(&UTC).unwrap_err();
    assert!(refusal.detail().contains(&MAX_BUCKETS.to_string()));
    assert_eq!(refusal.attribute(), Some("interval"));
}

#[test]
fn several_weeks_are_no_interval() {
    let now = at("2020-12-01T00:00:00Z");
    assert!(Buckets::of_several(&UTC, Interval::Week, 2, now, now).is_err());
    assert!(Buckets::of_several(&UTC, Interval::Day, 0, now, now).is_err());
}
