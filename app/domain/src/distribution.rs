//! Sharing pieces of work out among people and days.

/// How many pieces each of `sellers` gets of `total`: equal but for one, the earlier ones first.
pub fn shares(total: usize, sellers: usize) -> Vec<usize> {
    let each = total.checked_div(sellers).unwrap_or(0);
    let more = total.checked_rem(sellers).unwrap_or(0);
    (0..sellers).map(|s| each + usize::from(s < more)).collect()
}

/// Where the `n`-th piece goes (both numbers from 0): which seller, and which of `days` working days. Pieces go round
/// the sellers, and each seller's pieces are spread over the days as evenly as they divide.
pub fn place(n: usize, total: usize, sellers: usize, days: usize) -> Option<(usize, usize)> {
    let seller = n.checked_rem(sellers)?;
    let turn = n.checked_div(sellers)?;
    let own = *shares(total, sellers).get(seller)?;
    let day = (turn * days).checked_div(own)?;
    (day < days).then_some((seller, day))
}

/// Pieces by seller (rows) and day (columns).
pub fn grid(total: usize, sellers: usize, days: usize) -> Vec<Vec<usize>> {
    shares(total, sellers).into_iter().map(|own| (0..days).map(|day| on_day(own, days, day)).collect()).collect()
}

/// Pieces of a seller with `own` of them that fall on `day`: those turns t with floor(t x days / own) = day.
fn on_day(own: usize, days: usize, day: usize) -> usize {
    let before = |d: usize| (d * own).div_ceil(days.max(1));
    before(day + 1) - before(day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn eleven_people_two_sellers_ten_days_give_6_and_5_and_one_a_day() {
        // issue 2, section 3.3
        assert_eq!(shares(11, 2), [6, 5]);
        for row in grid(11, 2, 10) {
            assert!(row.iter().all(|n| *n <= 1), "{row:?}");
        }
    }

    #[test]
    fn nobody_to_share_with_is_no_place() {
        assert_eq!(place(0, 5, 0, 3), None);
        assert_eq!(place(0, 5, 2, 0), None);
    }

    proptest! {
        #[test]
        fn the_grid_counts_what_is_placed(total in 0_usize..500, sellers in 1_usize..9, days in 1_usize..30) {
            let mut counted = vec![vec![0; days]; sellers];
            for n in 0..total {
                let (seller, day) = place(n, total, sellers, days).unwrap();
                counted[seller][day] += 1;
            }
            prop_assert_eq!(&counted, &grid(total, sellers, days));
            for row in counted {
                let (most, least) = (row.iter().max().unwrap(), row.iter().min().unwrap());
                prop_assert!(most - least <= 1, "{row:?}");
            }
        }
    }
}
