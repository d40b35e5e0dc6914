//! Six ways to arrive at a budget (`metrics.md`, Budget methods). All amounts in minor units, shares in basis points.

use crate::money::div_round;
use serde::{Deserialize, Serialize};

/// A way to arrive at a budget, with its inputs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// A share of revenue.
    Revenue,
    /// A share of net profit.
    Profit,
    /// What can be afforded.
    Afford,
    /// A little above competitors.
    Competitors,
    /// Wished growth in customers.
    Growth,
    /// Free tools only.
    Free,
}

impl Method {
    pub const ALL: [Method; 6] =
        [Method::Revenue, Method::Profit, Method::Afford, Method::Competitors, Method::Growth, Method::Free];

    pub fn as_str(self) -> &'static str {
        match self {
            Method::Revenue => "revenue",
            Method::Profit => "profit",
            Method::Afford => "afford",
            Method::Competitors => "competitors",
            Method::Growth => "growth",
            Method::Free => "free",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|method| method.as_str() == text)
    }

    /// The inputs that it asks for, in the order of [`Inputs`].
    pub fn asks(self) -> &'static [Input] {
        match self {
            Method::Revenue => &[Input::Revenue, Input::RevenueShare],
            Method::Profit => &[Input::Profit, Input::ProfitShare],
            Method::Afford => &[Input::Cash, Input::Reserve, Input::Obligations],
            Method::Competitors => &[Input::Highest, Input::Above],
            Method::Growth => &[Input::Customers, Input::PerCustomer, Input::GrowthShare],
            Method::Free => &[Input::Hours, Input::HourCost],
        }
    }

    /// Bands that guide a share, in basis points: large firms, small firms of net revenue, very large.
    pub fn bands(self) -> &'static [(Band, i64, i64)] {
        match self {
            Method::Revenue | Method::Profit => {
                &[(Band::Large, 500, 1000), (Band::Small, 0, 2000), (Band::VeryLarge, 200, 500)]
            }
            _ => &[],
        }
    }
}

/// For whom a guiding band is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Band {
    Large,
    Small,
    VeryLarge,
}

impl Band {
    pub const ALL: [Band; 3] = [Band::Large, Band::Small, Band::VeryLarge];

    pub fn as_str(self) -> &'static str {
        match self {
            Band::Large => "large",
            Band::Small => "small",
            Band::VeryLarge => "very_large",
        }
    }
}

/// What a method is computed from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Input {
    Revenue,
    RevenueShare,
    Profit,
    ProfitShare,
    Cash,
    Reserve,
    Obligations,
    /// The highest of the competitors' estimates; it comes from their records unless it is typed.
    Highest,
    Above,
    Customers,
    PerCustomer,
    GrowthShare,
    Hours,
    HourCost,
}

/// How an input is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    Money,
    Percent,
    Count,
}

impl Input {
    pub const ALL: [Input; 14] = [
        Input::Revenue,
        Input::RevenueShare,
        Input::Profit,
        Input::ProfitShare,
        Input::Cash,
        Input::Reserve,
        Input::Obligations,
        Input::Highest,
        Input::Above,
        Input::Customers,
        Input::PerCustomer,
        Input::GrowthShare,
        Input::Hours,
        Input::HourCost,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Input::Revenue => "revenue",
            Input::RevenueShare => "revenue_share",
            Input::Profit => "profit",
            Input::ProfitShare => "profit_share",
            Input::Cash => "cash",
            Input::Reserve => "reserve",
            Input::Obligations => "obligations",
            Input::Highest => "highest",
            Input::Above => "above",
            Input::Customers => "customers",
            Input::PerCustomer => "per_customer",
            Input::GrowthShare => "growth_share",
            Input::Hours => "hours",
            Input::HourCost => "hour_cost",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|input| input.as_str() == text)
    }

    pub fn unit(self) -> Unit {
        match self {
            Input::RevenueShare | Input::ProfitShare | Input::Above | Input::GrowthShare => Unit::Percent,
            Input::Customers | Input::Hours => Unit::Count,
            _ => Unit::Money,
        }
    }
}

/// What a method comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// The money of the budget.
    pub money: i64,
    /// What it really costs: for free tools the hours, otherwise the money.
    pub real_cost: i64,
}

/// The outcome of a method from its inputs, or nothing while one is missing.
pub fn outcome(method: Method, input: impl Fn(Input) -> Option<i64>) -> Option<Outcome> {
    let share = |of: i128, bp: i64| div_round(of * i128::from(bp), 10_000);
    let given = |name: Input| input(name).map(i128::from);
    let money = match method {
        Method::Revenue => share(given(Input::Revenue)?, input(Input::RevenueShare)?),
        Method::Profit => share(given(Input::Profit)?, input(Input::ProfitShare)?),
        Method::Afford => (given(Input::Cash)? - given(Input::Reserve)? - given(Input::Obligations)?).max(0),
        Method::Competitors => share(given(Input::Highest)?, 10_000 + input(Input::Above)?),
        Method::Growth => {
            let brings = given(Input::Customers)?.checked_mul(given(Input::PerCustomer)?)?;
            div_round(brings.checked_mul(given(Input::GrowthShare)?)?, 10_000)
        }
        Method::Free => {
            let real = i64::try_from(given(Input::Hours)? * given(Input::HourCost)?).ok()?;
            return Some(Outcome { money: 0, real_cost: real });
        }
    };
    let money = i64::try_from(money).ok()?;
    Some(Outcome { money, real_cost: money })
}

/// What a method allows beyond the sum of what is planned from below; below zero where more is planned than it allows.
pub fn gap(outcome: Outcome, bottom_up: i64) -> i64 {
    outcome.money.saturating_sub(bottom_up)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(method: Method, inputs: &[(Input, i64)]) -> Option<Outcome> {
        outcome(method, |name| inputs.iter().find(|(n, _)| *n == name).map(|(_, value)| *value))
    }

    #[test]
    fn the_six_methods_follow_their_formulas() {
        // metrics.md, Budget methods, each formula with numbers worked by hand
        let money = |method, inputs: &[(Input, i64)]| of(method, inputs).unwrap().money;
        // 2,000,000.00 x 7.5 % = 150,000.00
        assert_eq!(money(Method::Revenue, &[(Input::Revenue, 200_000_000), (Input::RevenueShare, 750)]), 15_000_000);
        assert_eq!(money(Method::Profit, &[(Input::Profit, 30_000_000), (Input::ProfitShare, 1000)]), 3_000_000);
        let cash = |obligations| [(Input::Cash, 900), (Input::Reserve, 300), (Input::Obligations, obligations)];
        assert_eq!(money(Method::Afford, &cash(200)), 400);
        assert_eq!(money(Method::Afford, &cash(700)), 0, "not below zero");
        // 80,000.00 x 1.1 = 88,000.00
        assert_eq!(money(Method::Competitors, &[(Input::Highest, 8_000_000), (Input::Above, 1000)]), 8_800_000);
        // 40 customers x 5,000.00 x 10 % = 20,000.00
        let growth = [(Input::Customers, 40), (Input::PerCustomer, 500_000), (Input::GrowthShare, 1000)];
        assert_eq!(money(Method::Growth, &growth), 2_000_000);
        // 120 hours x 18.00: no money, 2,160.00 in work
        let free = of(Method::Free, &[(Input::Hours, 120), (Input::HourCost, 1800)]).unwrap();
        assert_eq!(free, Outcome { money: 0, real_cost: 216_000 });
        assert_eq!(gap(free, 500), -500);
    }

    #[test]
    fn without_an_input_there_is_no_outcome() {
        assert_eq!(of(Method::Revenue, &[(Input::Revenue, 1)]), None);
        assert_eq!(
            of(
                Method::Growth,
                &[(Input::Customers, i64::MAX), (Input::PerCustomer, i64::MAX), (Input::GrowthShare, 10_000)]
            ),
            None
        );
        for method in Method::ALL {
            assert!(method.asks().iter().all(|input| Input::ALL.contains(input)));
            assert_eq!(Method::parse(method.as_str()), Some(method));
        }
    }
}
