//! Every figure of money, recounted from the stored rows after 500 random changes: the pages, the rows behind the figures, and the
//! export say the same. The recount reads the bare tables and adds up by itself; it shares only the splitting of a cent, which has its
//! own tests.

use crate::{
    client::{Client, app},
    world::{MARK, launch, people, plan, workspace},
};
use backend::{
    Actor, Db, Error, budgets, campaigns, comparisons, costs, leads, opportunities, params, period_plans, responses,
    sql,
};
use domain::{
    activity::ActivityKind,
    budget::BudgetDraft,
    campaign::{DraftInput, IndexQuery, RowsOf},
    comparison::Compare,
    cost::{Key, LineDraft, LineEdit, LineEdits},
    lead::Qualify,
    metrics::{
        Figure, Value,
        cost::{Amounts, CostSums},
    },
    money::{Currency, split},
    opportunity::{Close, CloseOpportunity, OpportunityDraft},
    period_plan::{PeriodPlanDraft, PlanPart, SliceRows},
    response::ResponseDraft,
    touch::Outcome,
};
use std::collections::HashMap;

const CHANGES: usize = 500;
const CAMPAIGNS: usize = 3;

/// Numbers that look arbitrary and are always the same.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % below
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> Option<T> {
        let below = u64::try_from(from.len()).unwrap();
        (below > 0).then(|| from[usize::try_from(self.roll(below)).unwrap()])
    }

    fn amount(&mut self) -> String {
        format!("{}.{:02}", self.roll(900) + 1, self.roll(100))
    }

    fn perhaps(&mut self) -> String {
        if self.roll(2) == 0 { self.amount() } else { String::new() }
    }
}

/// What a refused change says; anything else is a fault of the test.
fn refused(error: &Error) -> bool {
    matches!(error, Error::Invalid(_) | Error::State(_) | Error::Conflict { .. } | Error::NotFound)
}

async fn put(db: &Db, actor: &Actor, campaign: i64, edit: LineEdit) -> backend::Result<()> {
    let edits = LineEdits { campaign, edits: vec![edit], reason: "Agreed".into() };
    costs::save(db, actor, "", &edits, MARK).await.map(drop)
}

async fn line(db: &Db, actor: &Actor, dice: &mut Dice, all: &[i64]) -> backend::Result<()> {
    let campaign = dice.pick(all).unwrap();
    let sheet = costs::sheet(db, actor, campaign).await?;
    let activity = dice.pick(&sheet.activities.iter().map(|a| a.id).collect::<Vec<_>>()).filter(|_| dice.roll(3) > 0);
    let known: Vec<usize> = (0..sheet.lines.len()).collect();
    let row = dice.pick(&known).map(|n| &sheet.lines[n]);
    match (dice.roll(8), row) {
        (0, Some(row)) => put(db, actor, campaign, LineEdit::Remove { id: row.id, version: row.version }).await,
        (1..=3, Some(row)) => {
            let mut line = row.draft(MARK, Currency::EUR);
            line.price = dice.amount();
            line.committed = dice.perhaps();
            line.actual = dice.perhaps();
            line.closed = dice.roll(6) == 0;
            put(db, actor, campaign, LineEdit::Put { id: Some(row.id), version: row.version, line: Box::new(line) })
                .await
        }
        (4, Some(row)) => {
            let mut line = row.draft(MARK, Currency::EUR);
            line.key = [Key::Equal, Key::Weight][usize::try_from(dice.roll(2)).unwrap()];
            line.activity = None;
            line.shares = all.iter().map(|id| (*id, (dice.roll(7) + 1).to_string())).collect();
            put(db, actor, campaign, LineEdit::Put { id: Some(row.id), version: row.version, line: Box::new(line) })
                .await
        }
        _ => {
            let line = LineDraft {
                activity,
                article: ["Printing", "Postage", "Stand"][usize::try_from(dice.roll(3)).unwrap()].into(),
                quantity: (dice.roll(9) + 1).to_string(),
                price: dice.amount(),
                committed: dice.perhaps(),
                actual: dice.perhaps(),
                day: format!("2026-{:02}-{:02}", 7 + dice.roll(3), 1 + dice.roll(28)),
                ..LineDraft::default()
            };
            put(db, actor, campaign, LineEdit::Put { id: None, version: 0, line: Box::new(line) }).await
        }
    }
}

async fn sale(db: &Db, actor: &Actor, dice: &mut Dice, all: &[i64]) -> backend::Result<()> {
    let rows = async |text: &str| sql::tuples::<(i64, i64)>(&db.read, text, params![]).await;
    match dice.roll(6) {
        0 | 1 => {
            let campaign = dice.pick(all).unwrap();
            let person = i64::try_from(dice.roll(30)).unwrap() + 1;
            let text = "SELECT id FROM activity WHERE campaign_id = $1";
            let activities: Vec<i64> = sql::column(&db.read, text, params![campaign]).await?;
            let draft = ResponseDraft {
                campaign,
                activity: dice.pick(&activities),
                person: Some(person),
                name: String::new(),
                contact: String::new(),
                channel: String::new(),
                outcome: Outcome::Interested,
                day: String::new(),
                note: String::new(),
                make_lead: true,
            };
            responses::record(db, actor, "", &draft).await.map(drop)
        }
        2 => {
            let Some((id, version)) = dice.pick(&rows("SELECT id, version FROM lead WHERE state = 'new'").await?)
            else {
                return Err(Error::NotFound);
            };
            let input = Qualify {
                id,
                version,
                account: String::new(),
                opportunity: true,
                title: "Unit".into(),
                amount: dice.amount(),
            };
            leads::qualify(db, actor, "", &input, MARK).await.map(drop)
        }
        3 => {
            let Some((id, version)) =
                dice.pick(&rows("SELECT id, version FROM opportunity WHERE state = 'open'").await?)
            else {
                return Err(Error::NotFound);
            };
            let lost = dice.roll(4) == 0;
            let reason: i64 =
                sql::scalar(&db.read, "SELECT MIN(id) FROM reason WHERE kind = 'lost'", params![]).await?;
            let close = if lost { Close::Lost { reason } } else { Close::Won };
            let input = CloseOpportunity {
                id,
                version,
                close,
                amount: if lost { String::new() } else { dice.amount() },
                note: String::new(),
            };
            opportunities::close(db, actor, "", &input, MARK).await.map(drop)
        }
        4 => {
            let Some((id, version)) =
                dice.pick(&rows("SELECT id, version FROM opportunity WHERE state <> 'open'").await?)
            else {
                return Err(Error::NotFound);
            };
            opportunities::reopen(db, actor, "", id, version).await.map(drop)
        }
        _ => {
            let Some((id, version)) =
                dice.pick(&rows("SELECT id, version FROM opportunity WHERE state = 'open'").await?)
            else {
                return Err(Error::NotFound);
            };
            let draft: OpportunityDraft = serde_json::from_value(serde_json::json!({ "id": id, "version": version, "title": "Unit", "amount": dice.amount(), "close_day": "" })).unwrap();
            opportunities::save(db, actor, "", &draft, MARK).await.map(drop)
        }
    }
}

/// A part of a line that a campaign bears, from the bare tables.
struct Part {
    campaign: i64,
    kind: Option<String>,
    month: chrono::NaiveDate,
    amounts: Amounts,
}

async fn parts(db: &Db) -> Vec<Part> {
    let text = "SELECT l.id, l.campaign_id, a.kind, l.month, l.planned_minor, l.committed_minor, l.actual_minor, l.closed FROM cost_line l LEFT JOIN activity a ON a.id = l.activity_id WHERE l.deleted_ms IS NULL";
    type Row = (i64, i64, Option<String>, chrono::NaiveDate, i64, Option<i64>, Option<i64>, bool);
    let lines: Vec<Row> = sql::tuples(&db.read, text, params![]).await.unwrap();
    let text = "SELECT line_id, campaign_id, weight FROM cost_share ORDER BY line_id, position";
    let mut shares: HashMap<i64, Vec<(i64, u32)>> = HashMap::new();
    for (line, campaign, weight) in sql::tuples::<(i64, i64, i64)>(&db.read, text, params![]).await.unwrap() {
        shares.entry(line).or_default().push((campaign, u32::try_from(weight).unwrap()));
    }
    let mut parts = Vec::new();
    for (id, campaign, kind, month, planned, committed, actual, closed) in lines {
        let Some(shares) = shares.get(&id) else {
            parts.push(Part { campaign, kind, month, amounts: Amounts { planned, committed, actual, closed } });
            continue;
        };
        let weights: Vec<u32> = shares.iter().map(|(_, weight)| *weight).collect();
        let of = |amount: Option<i64>| amount.map(|amount| split(amount, &weights));
        let (planned, committed, actual) = (split(planned, &weights), of(committed), of(actual));
        for (n, (campaign, _)) in shares.iter().enumerate() {
            let at = |parts: &Option<Vec<i64>>| parts.as_ref().map(|parts| parts[n]);
            let amounts = Amounts { planned: planned[n], committed: at(&committed), actual: at(&actual), closed };
            parts.push(Part { campaign: *campaign, kind: None, month, amounts });
        }
    }
    parts
}

fn sums<'a>(parts: impl Iterator<Item = &'a Part>) -> CostSums {
    let mut sums = CostSums::default();
    parts.for_each(|part| sums.add(&part.amounts));
    sums
}

on_both! {
    async fn after_500_random_changes_every_figure_is_the_sum_of_its_rows(db: Db) {
        let admin = workspace(&db, "EUR").await;
        people(&db, &admin, 30).await;
        let mut all = Vec::new();
        for n in 0..CAMPAIGNS {
            let kind = [ActivityKind::Call, ActivityKind::Advertisement, ActivityKind::Call][n];
            let input = DraftInput { name: format!("Campaign {n}"), kind: Some(kind), ..plan(&[admin.user_id]) };
            all.push(launch(&db, &admin, &input).await);
        }
        let budget = |name: &str, channel| BudgetDraft { name: name.into(), first: "2026-01-01".into(), last: "2026-12-31".into(), limit: "100000".into(), channel, ..BudgetDraft::default() };
        let adverts = budgets::save(&db, &admin, "", &budget("Adverts", Some(ActivityKind::Advertisement)), MARK).await.unwrap();
        let whole = budgets::save(&db, &admin, "", &budget("All", None), MARK).await.unwrap();
        let draft = PeriodPlanDraft { name: "Year".into(), first: "2026-01-01".into(), last: "2026-12-31".into(), campaigns: all.clone(), ..PeriodPlanDraft::default() };
        let year = period_plans::save(&db, &admin, "", &draft).await.unwrap();
        let mut dice = Dice(20_261_129);
        let (mut changes, mut tries) = (0, 0);
        while changes < CHANGES {
            tries += 1;
            assert!(tries < CHANGES * 6, "only {changes} changes went through");
            let done = if dice.roll(5) < 2 { sale(&db, &admin, &mut dice, &all).await } else { line(&db, &admin, &mut dice, &all).await };
            match done {
                Ok(()) => changes += 1,
                Err(error) => assert!(refused(&error), "{error}"),
            }
        }
        let parts = parts(&db).await;
        assert!(parts.len() > 60 && parts.iter().any(|part| part.kind.is_none()));
        let count = async |text: String| sql::scalar::<i64>(&db.read, &text, params![]).await.unwrap();
        let app = app(&db);
        let mut mira = Client::new(&app);
        mira.sign_in("mira@levak.example").await;
        let index = campaigns::index(&db, &admin, &IndexQuery::default()).await.unwrap();
        let compared = comparisons::view(&db, &admin, &Compare::Campaigns(all.clone())).await.unwrap();
        let planned = period_plans::view(&db, &admin, year).await.unwrap();
        for id in &all {
            let own = sums(parts.iter().filter(|part| part.campaign == *id));
            // The money of the campaign, and its export.
            let sheet = costs::sheet(&db, &admin, *id).await.unwrap();
            assert_eq!(sheet.total.sums, own, "money of {id}");
            let csv = mira.get(&format!("/export/campaigns/{id}/costs.csv")).await.text;
            let exported = |column: usize| -> i64 {
                csv.lines().skip(1).map(|row| {
                    let cells: Vec<&str> = row.split("\",\"").collect();
                    let cell = cells[cells.len() - 3 + column].trim_matches('"');
                    if cell.is_empty() { 0 } else { domain::decimal::parse(cell, MARK, 2).unwrap() }
                }).sum()
            };
            assert_eq!([exported(0), exported(1), exported(2)], [own.planned, own.committed, own.actual], "export of {id}");
            // The results, and the rows behind each figure.
            let leads = count(format!("SELECT COUNT(*) FROM lead WHERE campaign_id = {id}")).await;
            let deals = count(format!("SELECT COUNT(*) FROM opportunity WHERE campaign_id = {id}")).await;
            let revenue = count(format!("SELECT CAST(COALESCE(SUM(amount_minor), 0) AS BIGINT) FROM opportunity WHERE campaign_id = {id} AND state = 'won'")).await;
            let view = campaigns::view(&db, &admin, *id).await.unwrap();
            let shown = |figure: Figure| view.figures.iter().find(|cell| cell.figure == figure).unwrap().value;
            assert_eq!([shown(Figure::NewLeads), shown(Figure::Opportunities), shown(Figure::Revenue)], [Value::Count(leads), Value::Count(deals), Value::Money(revenue)], "results of {id}");
            for (figure, expected) in [(Figure::NewLeads, leads), (Figure::Opportunities, deals), (Figure::Revenue, revenue), (Figure::Cost, own.actual)] {
                let mut sum = 0;
                let mut after = None;
                loop {
                    let rows = campaigns::figure_rows(&db, &admin, *id, RowsOf::Figure(figure), after.as_deref()).await.unwrap();
                    let value = match rows.value { Value::Count(n) | Value::Money(n) => n, other => panic!("{other:?}") };
                    assert_eq!(value, expected, "{figure:?} of {id}");
                    sum += rows.rows.iter().map(|row| if figure.is_money() { row.amount_minor.unwrap_or(0) } else { 1 }).sum::<i64>();
                    match rows.next { Some(next) => after = Some(next), None => break }
                }
                assert_eq!(sum, expected, "rows behind {figure:?} of {id}");
            }
            // Everywhere else the same.
            let row = index.rows.iter().find(|row| row.id == *id).unwrap();
            assert_eq!((row.totals.new_leads, row.totals.revenue, row.totals.actual_cost), (leads, revenue, own.actual));
            let part = &compared.rows.iter().find(|row| row.id == *id).unwrap().part;
            assert_eq!((part.totals.new_leads, part.totals.opportunities, part.totals.revenue, part.costs), (leads, deals, revenue, own));
            let part = &planned.campaigns.iter().find(|row| row.id == *id).unwrap().part;
            assert_eq!((part.totals.new_leads, part.totals.revenue, part.costs), (leads, revenue, own));
            let rows = period_plans::rows(&db, &admin, year, SliceRows::parse(&format!("cost@campaign:{id}")).unwrap(), None).await.unwrap();
            assert_eq!(rows.value, Value::Money(own.actual));
        }
        let everything = sums(parts.iter());
        let by_channel = PlanPart::sum(planned.channels.iter().map(|(_, part)| part));
        assert_eq!(by_channel.costs, everything);
        assert_eq!(planned.months.iter().map(|month| month.actual_cost).sum::<i64>(), everything.actual);
        for (kind, part) in &planned.channels {
            let own = sums(parts.iter().filter(|part| part.kind.as_deref() == kind.map(ActivityKind::as_str)));
            assert_eq!(part.costs, own, "{kind:?}");
        }
        let year = budgets::index(&db, &admin, Some(2026)).await.unwrap();
        assert_eq!(year.total, everything);
        for (id, kind) in [(whole, None), (adverts, Some("advertisement"))] {
            let in_year = |part: &&Part| part.month.to_string().starts_with("2026") && (kind.is_none() || part.kind.as_deref() == kind);
            let row = year.rows.iter().find(|row| row.left.id == id).unwrap();
            assert_eq!(row.left.sums, sums(parts.iter().filter(in_year)), "{}", row.left.name);
        }
        assert_eq!(year.months.iter().map(|pace| pace.actual).sum::<i64>(), everything.actual);
        assert_eq!(year.months.iter().map(|pace| pace.forecast).sum::<i64>(), everything.forecast);
    }
}
