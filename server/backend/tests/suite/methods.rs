//! Budget methods, planning back and what a plan lets expect. Expected numbers are those of `metrics.md`; where it has only a
//! formula, it is worked by hand beside the number.

use crate::{
    costs::campaign,
    references::{reference, three_stages},
    world::{MARK, add, line, number, user, workspace},
};
use backend::{Actor, Db, Error, backplan, campaigns, catalogs, methods, references, sql};
use domain::{
    backplan::{GoalDraft, Way},
    campaign::DraftInput,
    catalog::{Catalog, CatalogDraft},
    fault::Fault,
    method::{ChoiceDraft, EstimateDraft, InputsDraft, MethodsView},
    metrics::{
        Figure, Value,
        backplan::NoPlan,
        methods::{Input, Method},
    },
    reference::{NormDraft, ReferenceDraft},
    rights::Role,
};

async fn view(db: &Db, actor: &Actor) -> MethodsView {
    methods::view(db, actor, Some(2027), MARK).await.unwrap()
}

fn inputs(version: i64, typed: &[(Input, &str)]) -> InputsDraft {
    let inputs = typed.iter().map(|(input, typed)| (*input, (*typed).to_owned())).collect();
    InputsDraft { year: 2027, version, inputs }
}

fn money(view: &MethodsView) -> Vec<Option<i64>> {
    view.rows.iter().map(|row| row.outcome.map(|outcome| outcome.money)).collect()
}

/// The exhibition of metrics.md: 400, 120, 90, 72, 30, 9, 4, at 5,000 a sale.
async fn exhibition(db: &Db, admin: &Actor) -> i64 {
    let kind = number(db, "SELECT MAX(id) FROM campaign_kind").await;
    let stages: Vec<i64> = sql::column(
        &db.read,
        "SELECT id FROM funnel_stage WHERE kind_id = $1 ORDER BY position",
        backend::params![kind],
    )
    .await
    .unwrap();
    let steps = ["", "120/400", "90/120", "72/90", "30/72", "9/30", "4/9"];
    let norm = |(stage, step): (i64, &str)| NormDraft {
        stage,
        step: step.into(),
        days: "10".into(),
        cost: if step.is_empty() { "2.50".into() } else { String::new() },
    };
    let draft = ReferenceDraft {
        kind,
        valid_from: "2026-01-01".into(),
        deal: "5000".into(),
        stages: stages.into_iter().zip(steps).map(norm).collect(),
        ..ReferenceDraft::default()
    };
    references::save(db, admin, "", &draft, MARK).await.unwrap();
    kind
}

on_both! {
    async fn six_methods_stand_beside_the_sum_from_below(db: Db) {
        let admin = workspace(&db, "EUR").await;
        let fair = campaign(&db, &admin, "Fair", "2026-12-01").await;
        let in_2027 = |article: &str, price: &str, day: &str| domain::cost::LineDraft { day: day.into(), ..line(article, price) };
        add(&db, &admin, fair, vec![in_2027("Stand", "80000", "2027-03-01"), in_2027("Later", "999", "2028-01-05")]).await.unwrap();
        let typed = [
            (Input::Revenue, "2,000,000"), (Input::RevenueShare, "7.5"), (Input::Profit, "300000"), (Input::ProfitShare, "10"),
            (Input::Cash, "900"), (Input::Reserve, "300"), (Input::Obligations, "700"), (Input::Above, "10"),
            (Input::Customers, "40"), (Input::PerCustomer, "5000"), (Input::GrowthShare, "10"), (Input::Hours, "120"), (Input::HourCost, "18"),
        ];
        assert_eq!(methods::save(&db, &admin, "", &inputs(0, &typed), MARK).await.unwrap(), 1);
        let name = CatalogDraft::new(Catalog::Competitor, "NordKühl");
        let competitor = catalogs::save(&db, &admin, "", &name, MARK).await.unwrap();
        for (amount, source) in [("60000", "Trade paper"), ("80000", "Annual report 2025")] {
            let draft = EstimateDraft { year: 2027, competitor: Some(competitor), amount: amount.into(), source: source.into() };
            methods::estimate(&db, &admin, "", &draft, MARK).await.unwrap();
        }
        let seen = view(&db, &admin).await;
        // 2,000,000 x 7.5 %; 300,000 x 10 %; 900 - 300 - 700, not below zero; 80,000 x 1.1; 40 x 5,000 x 10 %; free
        assert_eq!(money(&seen), [Some(15_000_000), Some(3_000_000), Some(0), Some(8_800_000), Some(2_000_000), Some(0)]);
        assert_eq!(seen.rows[5].outcome.map(|outcome| outcome.real_cost), Some(216_000), "120 hours at 18");
        assert_eq!((seen.bottom_up, seen.campaigns, seen.highest), (8_000_000, 1, Some(8_000_000)));
        assert_eq!(seen.rows[1].gap, Some(-5_000_000), "30,000 are 50,000 fewer than what is planned");
        assert_eq!(seen.estimates.iter().map(|e| e.source.as_str()).collect::<Vec<_>>(), ["Annual report 2025", "Trade paper"]);
        // What is typed goes before what is estimated, and without the highest estimate the next one counts.
        methods::remove_estimate(&db, &admin, "", seen.estimates[0].id).await.unwrap();
        assert_eq!(view(&db, &admin).await.rows[3].outcome.map(|o| o.money), Some(6_600_000));
        let more = [&typed[..], &[(Input::Highest, "100000")]].concat();
        methods::save(&db, &admin, "", &inputs(1, &more), MARK).await.unwrap();
        assert_eq!(view(&db, &admin).await.rows[3].outcome.map(|o| o.money), Some(11_000_000));
        let item = catalogs::index(&db, &admin, Catalog::Competitor).await.unwrap().remove(0);
        assert_eq!(item.used, 1, "one estimate is left");
    }

    async fn what_was_chosen_stays_with_its_inputs_reason_and_author(db: Db) {
        let admin = workspace(&db, "EUR").await;
        methods::save(&db, &admin, "", &inputs(0, &[(Input::Revenue, "1000"), (Input::RevenueShare, "5")]), MARK).await.unwrap();
        let choice = |version, method, reason: &str| ChoiceDraft { year: 2027, version, method, reason: reason.into() };
        let refused = methods::choose(&db, &admin, "", &choice(1, Method::Growth, "Grow")).await;
        assert!(matches!(refused, Err(Error::Invalid(faults)) if faults[0].field == "method" && faults[0].fault == Fault::Required));
        let refused = methods::choose(&db, &admin, "", &choice(1, Method::Revenue, " ")).await;
        assert!(matches!(refused, Err(Error::Invalid(faults)) if faults[0].field == "reason"));
        let seller = user(&db, &admin, "Vera", Role::Salesperson).await;
        assert!(matches!(methods::choose(&db, &seller, "", &choice(1, Method::Revenue, "x")).await, Err(Error::Denied)));
        let first = choice(1, Method::Revenue, "As every year");
        for _ in 0..2 {
            assert_eq!(methods::choose(&db, &admin, "once", &first).await.unwrap(), 5000);
        }
        methods::save(&db, &admin, "", &inputs(1, &[(Input::Revenue, "2000"), (Input::RevenueShare, "5")]), MARK).await.unwrap();
        let stale = methods::choose(&db, &admin, "", &choice(1, Method::Revenue, "Stale")).await;
        assert!(matches!(stale, Err(Error::Conflict { version: 2, .. })));
        let stale = methods::save(&db, &admin, "", &inputs(1, &[]), MARK).await;
        assert!(matches!(stale, Err(Error::Conflict { version: 2, .. })));
        methods::choose(&db, &admin, "", &choice(2, Method::Revenue, "Revenue doubles")).await.unwrap();
        let seen = view(&db, &admin).await.choices;
        let told: Vec<_> = seen.iter().map(|c| (c.amount, c.reason.as_str(), c.by.as_str(), c.inputs[0].1)).collect();
        assert_eq!(told, [(10_000, "Revenue doubles", "Mira", 200_000), (5000, "As every year", "Mira", 100_000)]);
        for text in ["UPDATE budget_choice SET amount_minor = 1", "DELETE FROM budget_choice"] {
            assert!(sql::execute(&db.write, text, vec![]).await.is_err(), "{text}");
        }
        let wrong = methods::save(&db, &admin, "", &inputs(2, &[(Input::Revenue, "much"), (Input::RevenueShare, "-1")]), MARK).await;
        let Err(Error::Invalid(faults)) = wrong else { panic!("wrong") };
        assert_eq!(faults.iter().map(|f| f.field.as_str()).collect::<Vec<_>>(), ["revenue", "revenue_share"]);
        assert!(matches!(methods::view(&db, &admin, Some(9999), MARK).await, Err(Error::Invalid(_))));
    }

    async fn a_goal_of_40000_takes_800_invited_and_becomes_a_draft(db: Db) {
        // metrics.md, Back-planning: 8 won, 18 opportunities, 60 leads, 144 attended, 180 registered, 240 accepted, 800 invited
        let admin = workspace(&db, "EUR").await;
        crate::world::people(&db, &admin, 400).await;
        let kind = exhibition(&db, &admin).await;
        let goal = GoalDraft { kind: Some(kind), goal: "40000".into(), name: "Fair 2027".into(), ..GoalDraft::default() };
        let seen = backplan::view(&db, &admin, &goal, MARK).await.unwrap();
        let Way::Found(plan) = &seen.way else { panic!("{:?}", seen.way) };
        assert_eq!(plan.need, [800, 240, 180, 144, 60, 18, 8]);
        // 800 at 2.50; half of the people can be reached, who bring half of the goal.
        assert_eq!((plan.cost, plan.allowed, seen.equation.contacted()), (200_000, 2_000_000, 400));
        let made = backplan::draft(&db, &admin, "once", &goal, MARK).await.unwrap();
        assert_eq!(backplan::draft(&db, &admin, "once", &goal, MARK).await.unwrap(), made, "a retry gets the first answer");
        let plan = campaigns::plan_view(&db, &admin, made.id).await.unwrap();
        assert_eq!((plan.input.kind, plan.input.name.as_str(), plan.planned_cost), (Some(kind), "Fair 2027", 200_000));
        let target = |figure: Figure| plan.input.targets.iter().find(|(known, _)| *known == figure).map(|(_, typed)| typed.as_str());
        assert_eq!([Figure::NewLeads, Figure::Opportunities, Figure::Won, Figure::Revenue].map(target), [Some("60"), Some("18"), Some("8"), Some("40000")]);
        // The people are everybody who can be called, so half of the goal is to be expected.
        let expected = campaigns::expected(&db, &admin, made.id).await.unwrap().unwrap();
        assert_eq!(expected.people, 400);
        let of = |figure: Figure| expected.figures.iter().find(|(known, ..)| *known == figure).map(|(_, expected, promised)| (*expected, *promised));
        assert_eq!(of(Figure::NewLeads), Some((Value::Count(30), Value::Count(60))));
        assert_eq!(of(Figure::Revenue), Some((Value::Money(2_000_000), Value::Money(4_000_000))));
    }

    async fn what_does_not_lead_back_is_named(db: Db) {
        let admin = workspace(&db, "EUR").await;
        let (id, kind) = three_stages(&db, &admin, 3, &[]).await;
        let goal = GoalDraft { kind: Some(kind), goal: "100".into(), name: "Back".into(), ..GoalDraft::default() };
        let way = async |goal: &GoalDraft| backplan::view(&db, &admin, goal, MARK).await.unwrap().way;
        assert_eq!(way(&goal).await, Way::None(NoPlan::NoDeal), "no reference funnel, no deal");
        let with_deal = GoalDraft { deal: "50".into(), ..goal.clone() };
        assert_eq!(way(&with_deal).await, Way::None(NoPlan::NoNorm(2)));
        assert_eq!(way(&GoalDraft { goal: String::new(), ..with_deal.clone() }).await, Way::NoGoal);
        let refused = backplan::draft(&db, &admin, "", &with_deal, MARK).await;
        assert!(matches!(refused, Err(Error::Invalid(faults)) if faults[0].field == "goal"));
        let norms = reference(&db, kind, 0, "2026-01-01", &[("50 %", "5"), ("10 %", "5")]).await;
        references::save(&db, &admin, "", &norms, MARK).await.unwrap();
        let Way::Found(plan) = way(&with_deal).await else { panic!("two sales at 50") };
        assert_eq!(plan.need, [40, 20, 2]);
        assert!(matches!(backplan::view(&db, &admin, &GoalDraft { list: Some(9999), ..with_deal.clone() }, MARK).await, Err(Error::NotFound)));
        let viewer = user(&db, &admin, "Vera", Role::Viewer).await;
        assert!(matches!(backplan::draft(&db, &viewer, "", &with_deal, MARK).await, Err(Error::Denied)));
        let nameless = GoalDraft { name: String::new(), ..with_deal };
        assert!(matches!(backplan::draft(&db, &admin, "", &nameless, MARK).await, Err(Error::Invalid(faults)) if faults[0].field == "name"));
        assert_eq!(campaigns::expected(&db, &admin, id).await.unwrap(), None, "after the launch there is what happened");
        let empty = campaigns::save_draft(&db, &admin, "", &DraftInput { name: "Nobody".into(), kind: Some(domain::activity::ActivityKind::Call), ..DraftInput::default() }, MARK).await.unwrap();
        assert_eq!(campaigns::expected(&db, &admin, empty.id).await.unwrap(), None);
    }
}
