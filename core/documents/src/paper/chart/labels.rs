//! Where the numbers of a line chart stand: each number once at its category, none over the names of the axis
//! and, where there is room above or below, none over another.

/// The height of a number with the space that it needs, in pixels.
const HIGH: i32 = 15;

/// How far the middle of a number lies from the middle of its mark.
const AWAY: i32 = 8 + HIGH / 2;

/// The numbers printed so far: for each category the numbers and the middles of their texts.
pub(super) struct Labels(Vec<Vec<(f64, i32)>>);

impl Labels {
    pub(super) fn new(categories: usize) -> Self {
        Self(vec![Vec::new(); categories])
    }

    /// Whether a number stands above its mark, which lies at `y`; none where it stands there already.
    /// `lowest` is the axis.
    pub(super) fn is_above(
        &mut self,
        category: usize,
        (value, y): (f64, i32),
        prefers_above: bool,
        lowest: i32,
    ) -> Option<bool> {
        let printed = self.0.get_mut(category)?;
        if printed.iter().any(|(other, _)| (other - value).abs() < f64::EPSILON) {
            return None;
        }
        let middle = |above: bool| if above { y - AWAY } else { y + AWAY };
        let is_free = |above: &bool| {
            let own = middle(*above);
            own + HIGH / 2 < lowest && printed.iter().all(|(_, other)| (other - own).abs() >= HIGH)
        };
        let sides = [prefers_above, !prefers_above];
        let fits = |above: &bool| middle(*above) + HIGH / 2 < lowest;
        let above = sides.into_iter().find(is_free).or_else(|| sides.into_iter().find(fits));
        let above = above.unwrap_or(true);
        printed.push((value, middle(above)));
        Some(above)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_stands_once_at_its_category() {
        let mut labels = Labels::new(2);
        assert_eq!(labels.is_above(0, (0.0, 300), true, 300), Some(true));
        assert_eq!(labels.is_above(0, (0.0, 300), true, 300), None);
        assert_eq!(labels.is_above(1, (0.0, 300), true, 300), Some(true));
    }

    #[test]
    fn nothing_stands_below_the_axis_or_over_another_number() {
        let mut labels = Labels::new(1);
        assert_eq!(labels.is_above(0, (0.0, 300), false, 300), Some(true));
        assert_eq!(labels.is_above(0, (1.0, 260), false, 300), Some(true), "below is taken");
        assert_eq!(labels.is_above(0, (9.0, 100), false, 300), Some(false));
    }
}
