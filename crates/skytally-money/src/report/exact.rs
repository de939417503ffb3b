//! Exact fractions of any size, for amounts between conversion and display.

use std::cmp::Ordering;

/// A whole number that is not negative, in words of 32 bits, the smallest first, without zeros at the end.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Whole(Vec<u32>);

impl From<u128> for Whole {
    fn from(number: u128) -> Self {
        // The cast takes the lowest word.
        let words = (0..4).map(|at| (number >> (32 * at)) as u32);
        Self(words.collect()).trimmed()
    }
}

impl Whole {
    fn trimmed(mut self) -> Self {
        while self.0.last() == Some(&0) {
            self.0.pop();
        }
        self
    }

    fn power_of_ten(exponent: u32) -> Self {
        // 10^38 is the largest in 128 bits.
        let (many, few) = (exponent / 38, exponent % 38);
        let largest = Self::from(10_u128.pow(38));
        (0..many).fold(Self::from(10_u128.pow(few)), |product, _| product.times(&largest))
    }

    fn times(&self, other: &Self) -> Self {
        let mut words = vec![0_u32; self.0.len() + other.0.len()];
        for (at, left) in self.0.iter().enumerate() {
            let mut carry = 0_u64;
            for (to, right) in other.0.iter().enumerate() {
                // At most (2^32 − 1)² + 2 (2^32 − 1): it fits.
                let sum = u64::from(*left) * u64::from(*right) + u64::from(words[at + to]) + carry;
                words[at + to] = sum as u32;
                carry = sum >> 32;
            }
            words[at + other.0.len()] = carry as u32;
        }
        Self(words).trimmed()
    }

    fn plus(&self, other: &Self) -> Self {
        let mut carry = 0_u64;
        let mut words = Vec::new();
        for at in 0..=self.0.len().max(other.0.len()) {
            let word = |number: &Self| u64::from(number.0.get(at).copied().unwrap_or(0));
            let sum = word(self) + word(other) + carry;
            words.push(sum as u32);
            carry = sum >> 32;
        }
        Self(words).trimmed()
    }

    /// The difference to a number that is not larger.
    fn minus(&self, other: &Self) -> Self {
        let mut borrow = 0_i64;
        let mut words = Vec::new();
        for (at, word) in self.0.iter().enumerate() {
            let difference = i64::from(*word) - i64::from(other.0.get(at).copied().unwrap_or(0)) - borrow;
            borrow = i64::from(difference < 0);
            words.push(difference as u32);
        }
        Self(words).trimmed()
    }

    fn order(&self, other: &Self) -> Ordering {
        let lengths = self.0.len().cmp(&other.0.len());
        lengths.then_with(|| self.0.iter().rev().cmp(other.0.iter().rev()))
    }

    /// Quotient and rest. The divisor is not zero.
    fn divided(&self, by: &Self) -> (Self, Self) {
        if let (Some(number), Some(by)) = (self.native(), by.native()) {
            return (Self::from(number / by), Self::from(number % by));
        }
        // Digit by binary digit: few numbers are as large as that.
        let mut quotient = vec![0_u32; self.0.len()];
        let mut rest = Self::default();
        for at in (0..self.0.len() * 32).rev() {
            rest.double_and_add(self.0[at / 32] >> (at % 32) & 1);
            if rest.order(by) != Ordering::Less {
                rest = rest.minus(by);
                quotient[at / 32] |= 1 << (at % 32);
            }
        }
        (Self(quotient).trimmed(), rest)
    }

    fn double_and_add(&mut self, bit: u32) {
        let mut carry = bit;
        for word in &mut self.0 {
            let next = *word >> 31;
            *word = *word << 1 | carry;
            carry = next;
        }
        if carry > 0 {
            self.0.push(carry);
        }
    }

    fn native(&self) -> Option<u128> {
        let number = self.0.iter().rev().fold(0_u128, |number, word| number << 32 | u128::from(*word));
        (self.0.len() <= 4).then_some(number)
    }

    fn small(&self) -> Option<i128> {
        i128::try_from(self.native()?).ok()
    }
}

/// A fraction: `top / (bottom × 10^scale)`. Powers of ten stand apart, for most rates are decimals.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Exact {
    negative: bool,
    top: Whole,
    bottom: Whole,
    scale: u32,
}

impl Exact {
    pub(super) fn of(number: i128) -> Self {
        Self {
            negative: number < 0,
            top: Whole::from(number.unsigned_abs()),
            bottom: Whole::from(1),
            scale: 0,
        }
    }

    /// Times `number × 10^-scale`.
    pub(super) fn times(mut self, number: u128, scale: u32) -> Self {
        self.top = self.top.times(&Whole::from(number));
        self.scale += scale;
        self
    }

    /// Divided by `number × 10^-scale`. The number is not zero.
    pub(super) fn divided(mut self, number: u128, scale: u32) -> Self {
        self.bottom = self.bottom.times(&Whole::from(number));
        self.times_ten(scale);
        self
    }

    /// Times a power of ten.
    pub(super) fn times_ten(&mut self, exponent: u32) {
        let spared = self.scale.min(exponent);
        self.scale -= spared;
        self.top = self.top.times(&Whole::power_of_ten(exponent - spared));
    }

    pub(super) fn plus(&self, other: &Self) -> Self {
        let scale = self.scale.max(other.scale);
        let widened = |one: &Self, by: &Self| {
            let top = one.top.times(&Whole::power_of_ten(scale - one.scale));
            // Equal denominators, as most are, do not grow.
            if one.bottom == by.bottom { top } else { top.times(&by.bottom) }
        };
        let (left, right) = (widened(self, other), widened(other, self));
        let bottom =
            if self.bottom == other.bottom { self.bottom.clone() } else { self.bottom.times(&other.bottom) };
        let (negative, top) = match (self.negative == other.negative, left.order(&right)) {
            (true, _) => (self.negative, left.plus(&right)),
            (false, Ordering::Less) => (other.negative, right.minus(&left)),
            (false, _) => (self.negative, left.minus(&right)),
        };
        Self { negative, top, bottom, scale }
    }

    /// The nearest whole number; of two that are equally near, the even one. None if it does not fit.
    pub(super) fn rounded(&self) -> Option<i128> {
        let bottom = self.bottom.times(&Whole::power_of_ten(self.scale));
        let (quotient, rest) = self.top.divided(&bottom);
        let mut number = quotient.small()?;
        let up = match rest.plus(&rest).order(&bottom) {
            Ordering::Less => false,
            Ordering::Equal => number % 2 == 1,
            Ordering::Greater => true,
        };
        if up {
            number = number.checked_add(1)?;
        }
        Some(if self.negative { -number } else { number })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn halves_go_to_the_even_neighbour() {
        for (number, scale, rounded) in [
            (5, 1, 0),
            (15, 1, 2),
            (25, 1, 2),
            (-15, 1, -2),
            (-25, 1, -2),
            (251, 2, 3),
            (249, 2, 2),
            (0, 0, 0),
        ] {
            assert_eq!(Exact::of(number).times(1, scale).rounded(), Some(rounded), "{number} / 10^{scale}");
        }
        assert_eq!(Exact::of(1).divided(3, 0).plus(&Exact::of(1).divided(6, 0)).rounded(), Some(0));
        assert_eq!(Exact::of(1).divided(3, 0).plus(&Exact::of(2).divided(3, 0)).rounded(), Some(1));
    }

    proptest! {
        #[test]
        fn fractions_are_as_whole_numbers_say(
            a in -1_000_000_000_000_i128..1_000_000_000_000, b in 1..1_000_000_u128,
            c in -1_000_000_000_000_i128..1_000_000_000_000, d in 1..1_000_000_u128,
        ) {
            let (left, right) = (Exact::of(a).divided(b, 0), Exact::of(c).divided(d, 0));
            let (bs, ds) = (i128::try_from(b).unwrap(), i128::try_from(d).unwrap());
            let (top, bottom) = (a * ds + c * bs, bs * ds);
            let (floor, rest) = (top.div_euclid(bottom), top.rem_euclid(bottom));
            let up = 2 * rest > bottom || (2 * rest == bottom && floor % 2 != 0);
            prop_assert_eq!(left.plus(&right).rounded(), Some(floor + i128::from(up)));
        }

        #[test]
        fn what_is_multiplied_and_divided_comes_back(number: i128, by in 1..u128::MAX, scale in 0..40_u32) {
            prop_assume!(number != i128::MIN);
            let there = Exact::of(number).times(by, scale).divided(by, scale);
            prop_assert_eq!(there.rounded(), Some(number));
        }
    }
}
