//! Numbers that look random and are the same in every run.

/// A source of numbers: SplitMix64.
pub(super) struct Random {
    state: u64,
}

impl Random {
    /// Returns the source of that seed.
    pub(super) fn seeded(seed: u64) -> Self {
        Self { state: seed }
    }

    /// Returns the next number from 0 up to, and not including, 1.
    pub(super) fn share(&mut self) -> f64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.state;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^= bits >> 31;
        (bits >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Returns the next whole number below `count`; small ones are the more frequent the higher the power is.
    pub(super) fn below(&mut self, count: u32, power: u32) -> u32 {
        let share = self.share();
        let skewed = (1..power).fold(share, |product, _| product * share);
        (skewed * f64::from(count)) as u32
    }
}
