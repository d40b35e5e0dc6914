//! The figures of a plan beside what it promised, as a whole and up to a day.

use super::PlanPart;
use crate::{
    campaign::FigureCell,
    metrics::{Deviation, Figure, Gap, Judgement, Plan, Value, against, phasing},
};
use chrono::NaiveDate;

/// The strip on top of a plan, in its order.
pub const STRIP: [Figure; 6] =
    [Figure::NewLeads, Figure::Opportunities, Figure::Revenue, Figure::Cost, Figure::CostPerLead, Figure::Roi];

/// What several promises come to up to and including `today`: each is spread over its own days (`metrics.md`, Money).
pub fn to_date<'a>(promises: impl IntoIterator<Item = (&'a Plan, (NaiveDate, NaiveDate))>, today: NaiveDate) -> Plan {
    let mut parts = Vec::new();
    for (plan, (first, last)) in promises {
        let part = |total: i64| phasing::to_date(total, first, last, today);
        let targets = plan.targets.iter().map(|(figure, total)| (*figure, part(*total))).collect();
        parts.push(PlanPart { plan: Plan { targets, cost: part(plan.cost) }, ..PlanPart::default() });
    }
    PlanPart::sum(&parts).plan
}

/// Each figure beside its promise: beside what was promised up to today while anything is still to come, which ends on
/// `until`.
pub fn figures(all: &PlanPart, so_far: &Plan, until: Option<NaiveDate>, incomplete: bool) -> Vec<FigureCell> {
    let cell = |figure: Figure| {
        let to_date = match until {
            // A lead costs the same at any time of a plan, and what a campaign returns comes at its end.
            Some(_) if !matches!(figure, Figure::CostPerLead | Figure::Roi) => so_far.value(figure),
            _ => Value::Gap(Gap::NotYet),
        };
        let compared =
            against(figure, all.actual(figure), all.planned(figure), to_date, until.filter(|_| figure == Figure::Roi));
        let incomplete = incomplete && matches!(figure, Figure::Cost | Figure::CostPerLead | Figure::Roi);
        // Costs that are not all known can only grow: what is worse already stays so, what looks better may not be.
        let known = |found: &Deviation| !incomplete || found.judgement == Judgement::Worse;
        FigureCell {
            figure,
            value: all.actual(figure),
            target: all.planned(figure),
            to_date: compared.to_date,
            judged_on: compared.judged_on,
            deviation: compared.deviation.filter(known),
            incomplete,
        }
    };
    STRIP.map(cell).to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::Totals;

    fn day(month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, month, day).unwrap()
    }

    fn plan(leads: i64, cost: i64) -> Plan {
        Plan { targets: vec![(Figure::NewLeads, leads), (Figure::Revenue, cost * 10)], cost }
    }

    #[test]
    fn every_campaign_is_spread_over_its_own_days() {
        // One is over, one is at day 4 of 10, one is still to come.
        let plans = [plan(10, 1000), plan(10, 1000), plan(10, 1000)];
        let spans = [(day(5, 1), day(5, 31)), (day(7, 1), day(7, 10)), (day(9, 1), day(9, 30))];
        let so_far = to_date(plans.iter().zip(spans), day(7, 4));
        assert_eq!(
            (so_far.cost, so_far.target(Figure::NewLeads), so_far.target(Figure::Revenue)),
            (1400, Some(14), Some(14_000))
        );
    }

    #[test]
    fn a_plan_is_judged_by_what_it_promised_up_to_today_and_its_return_at_the_end() {
        let all = PlanPart {
            plan: plan(30, 3000),
            totals: Totals {
                new_leads: 16,
                revenue: 9000,
                actual_cost: 1500,
                cost_lines_with_actual: 2,
                ..Totals::default()
            },
            ..PlanPart::default()
        };
        let cells = figures(&all, &plan(14, 1400), Some(day(9, 30)), false);
        let cell = |figure: Figure| cells.iter().find(|cell| cell.figure == figure).unwrap();
        assert_eq!(cell(Figure::NewLeads).deviation.unwrap().difference, Value::Count(2));
        assert_eq!(cell(Figure::Cost).deviation.unwrap().judgement, Judgement::Worse);
        assert_eq!((cell(Figure::Roi).judged_on, cell(Figure::Roi).deviation), (Some(day(9, 30)), None));
        let unknown = figures(&all, &plan(14, 1600), Some(day(9, 30)), true);
        assert!(unknown[3].incomplete && unknown[3].deviation.is_none(), "less than planned, but not all is known");
        let ended = figures(&all, &plan(14, 1400), None, false);
        assert_eq!(ended[0].deviation.unwrap().difference, Value::Count(-14));
        assert_eq!(ended[0].to_date, Value::Gap(Gap::NotYet));
    }
}
