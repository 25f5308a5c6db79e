//! The `dateRange` and `compareFilter` of a query (spec/trends 3.2, 3.5). `time` resolves them.

use super::reader::{Fields, Node};
use crate::error::Error;
use crate::time::{DateRange, Ends, LastPeriod, RangeStart, RelativeDate, Weekdays, WrittenDate};

/// With what a range is compared (spec/trends 3.5 and 4.7).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Comparison {
    /// With nothing.
    #[default]
    None,
    /// With the directly preceding period.
    PreviousPeriod,
    /// With the period of the same length that starts that long before (`-1m`).
    EarlierBy(RelativeDate),
}

/// Returns the range in the field `dateRange`; absent means the last 7 days.
///
/// # Errors
/// Refuses fields of the wrong type and weekdays outside 1–7.
pub fn read_date_range(fields: &Fields<'_>) -> Result<DateRange, Error> {
    Ok(fields.optional("dateRange", |node| read_range(&node))?.unwrap_or_default())
}

/// Returns the comparison in the field `compareFilter`.
///
/// # Errors
/// Refuses fields of the wrong type.
pub fn read_comparison(fields: &Fields<'_>) -> Result<Comparison, Error> {
    let Some(node) = fields.get("compareFilter") else { return Ok(Comparison::None) };
    let fields = node.fields()?;
    Ok(match (fields.flag("compare")?, fields.text("compare_to")?) {
        (false, _) => Comparison::None,
        (true, Some(distance)) if !distance.is_empty() => Comparison::EarlierBy(RelativeDate::find(&distance)),
        (true, _) => Comparison::PreviousPeriod,
    })
}

fn read_range(node: &Node<'_>) -> Result<DateRange, Error> {
    let fields = node.fields()?;
    let given = |name: &'static str| Ok::<_, Error>(fields.text(name)?.filter(|text| !text.is_empty()));
    let weekdays = fields.optional("daysOfWeek", |node| {
        let days = node.list(|day| day.integer())?;
        Weekdays::new(&days).map_err(|error| node.refuse(error.detail()))
    })?;
    Ok(DateRange {
        from: given("date_from")?.as_deref().map(RangeStart::parse),
        to: given("date_to")?.as_deref().map(WrittenDate::parse),
        ends: if fields.flag("explicitDate")? { Ends::Explicit } else { Ends::Rounded },
        weekdays: weekdays.unwrap_or_default(),
        last_period: if fields.flag("excludeIncompletePeriods")? { LastPeriod::OnlyIfOver } else { LastPeriod::Kept },
    })
}
