//! Blocks of a segment: checked, unpacked, and added to columns.

use lz4_flex::block::decompress_into;
use twox_hash::XxHash3_64;

/// Returns the checksum of a block's bytes: XXH3, 64 bits.
#[inline(never)]
pub fn checksum(bytes: &[u8]) -> u64 {
    XxHash3_64::oneshot(bytes)
}

/// Unpacks a block of LZ4 and returns how many bytes it made; `None` if it is none or there are more than have room.
#[inline(never)]
pub fn unpack(packed: &[u8], plain: &mut [u8]) -> Option<usize> {
    decompress_into(packed, plain).ok()
}

/// Makes a function for each type of number: none is generic, since it would be compiled where it is used.
macro_rules! adds {
    ($($name:ident: $number:ty),*) => {$(
        /// Adds the numbers that stand one after the other in little endian; bytes after the last whole one are left out.
        #[inline(never)]
        pub fn $name(numbers: &mut Vec<$number>, plain: &[u8]) {
            let (plain, _) = plain.as_chunks();
            numbers.extend(plain.iter().map(|bytes| <$number>::from_le_bytes(*bytes)));
        }
    )*};
}

adds!(add_u8: u8, add_u16: u16, add_u32: u32, add_u128: u128, add_f64: f64);

/// Adds times that each are a step of `width` bytes after the one before, the first of them after `first`. Returns the last
/// one, or `None` when a step is wider than 8 bytes or leads beyond all times.
#[inline(never)]
pub fn add_times(times: &mut Vec<i64>, first: i64, steps: &[u8], width: usize) -> Option<i64> {
    let mut time = first;
    /// Adds steps so short that all of a block cannot lead around all times, unless the last one is before the first.
    macro_rules! add {
        ($step:ty) => {
            times.extend(steps.as_chunks().0.iter().map(|bytes| {
                time = time.wrapping_add(<$step>::from_le_bytes(*bytes).into());
                time
            }))
        };
    }
    match width {
        1 => add!(u8),
        2 => add!(u16),
        4 => add!(u32),
        8 => {
            for bytes in steps.as_chunks().0 {
                time = time.checked_add_unsigned(u64::from_le_bytes(*bytes))?;
                times.push(time);
            }
        }
        _ => return None,
    }
    (time >= first).then_some(time)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_added_in_order() {
        let (mut narrow, mut medium, mut floats) = (vec![7], vec![7], Vec::new());
        add_u8(&mut narrow, &[1, 2]);
        add_u16(&mut medium, &[1, 2, 3]);
        add_f64(&mut floats, &1.5_f64.to_le_bytes());
        assert_eq!((narrow, medium, floats), (vec![7, 1, 2], vec![7, 0x201], vec![1.5]));
    }

    #[test]
    fn times_are_steps_after_the_first() {
        for width in [1, 2, 4, 8] {
            let steps: Vec<u8> =
                [0_u64, 3, 0, 200].iter().flat_map(|step| step.to_le_bytes()[..width].to_vec()).collect();
            let mut times = vec![1];
            assert_eq!(add_times(&mut times, 10, &steps, width), Some(213), "{width}");
            assert_eq!(times, [1, 10, 13, 13, 213]);
        }
        assert_eq!(add_times(&mut Vec::new(), 10, &[0; 6], 3), None);
    }

    #[test]
    fn times_do_not_go_around() {
        assert_eq!(add_times(&mut Vec::new(), i64::MAX, &[1], 1), None);
        assert_eq!(add_times(&mut Vec::new(), i64::MAX - 1, &u64::MAX.to_le_bytes(), 8), None);
        assert_eq!(add_times(&mut Vec::new(), 5, &u64::MAX.to_le_bytes(), 8), None);
    }

    #[test]
    fn what_is_no_block_is_not_unpacked() {
        assert_eq!(unpack(&[0xF0], &mut [0; 4]), None);
        assert_eq!(unpack(&[0x20, 5, 6], &mut [0; 1]), None);
        let mut plain = [0; 4];
        assert_eq!((unpack(&[0x20, 5, 6], &mut plain), plain), (Some(2), [5, 6, 0, 0]));
    }
}
