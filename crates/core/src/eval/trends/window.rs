//! The rows that a period counts, and where its buckets lie among them.

use std::ops::Range;

use crate::eval::mask::Mask;
use crate::time::Buckets;

/// The rows that a period counts, and where its buckets lie among them.
///
/// Rows are sorted by time, so the rows of a bucket are a range. Ranges, row numbers and masks count from the
/// window's first row.
pub(super) struct Window {
    /// The rows of the dataset.
    pub(super) rows: Range<usize>,
    /// The rows of each bucket that has any, ascending; a bucket comes once.
    pub(super) parts: Vec<Part>,
    /// The rows that count: all but those between the parts, and those of other weekdays.
    pub(super) counted: Mask<'static>,
}

/// The rows of a bucket.
pub(super) struct Part {
    /// The index of the bucket.
    pub(super) bucket: usize,
    /// Its rows.
    pub(super) rows: Range<usize>,
}

impl Window {
    /// Returns the window of buckets over ascending times.
    pub(super) fn new(buckets: &Buckets, times: &[i64]) -> Window {
        let spans: Vec<(usize, Range<usize>)> = buckets.rows(times).collect();
        let rows = match (spans.first(), spans.last()) {
            (Some((_, first)), Some((_, last))) => first.start..last.end,
            _ => 0..0,
        };
        let mut parts: Vec<Part> = Vec::with_capacity(spans.len());
        let mut gaps = Vec::new();
        let mut passed = 0;
        for (bucket, span) in spans {
            let span = span.start - rows.start..span.end - rows.start;
            if span.start > passed {
                gaps.push(passed..span.start);
            }
            passed = span.end;
            match parts.last_mut() {
                Some(part) if part.bucket == bucket => part.rows.end = span.end,
                _ => parts.push(Part { bucket, rows: span }),
            }
        }
        Window { counted: all_but(&gaps, rows.len()), rows, parts }
    }

    /// Returns how many rows the window spans.
    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    /// Returns the runs of ascending rows that lie in one bucket, with the bucket; each bucket comes once at most.
    pub(super) fn runs<'a>(&'a self, rows: &'a [u32]) -> impl Iterator<Item = (usize, &'a [u32])> {
        let mut rest = rows;
        std::iter::from_fn(move || {
            let first = *rest.first()? as usize;
            let part = self.parts.get(self.parts.partition_point(|part| part.rows.end <= first))?;
            let end = match rest.last() {
                // The usual case of the last bucket, and of the only one.
                Some(last) if (*last as usize) < part.rows.end => rest.len(),
                _ => rest.partition_point(|row| (*row as usize) < part.rows.end),
            };
            let (run, others) = rest.split_at(end);
            rest = others;
            Some((part.bucket, run))
        })
    }
}

fn all_but(gaps: &[Range<usize>], len: usize) -> Mask<'static> {
    if gaps.is_empty() {
        return Mask::All;
    }
    let mut bytes = vec![1; len];
    for gap in gaps {
        bytes[gap.clone()].fill(0);
    }
    Mask::Some(bytes)
}
