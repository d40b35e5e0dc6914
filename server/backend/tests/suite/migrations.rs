//! The schema: brought up to date as often as one likes, and opened again.

use crate::{
    database::{self, Base},
    world::{number, people, workspace},
};
use backend::{Actor, Db, campaigns, sql, today};
use domain::{
    attribute::Subject,
    campaign::{IndexQuery, Status},
    catalog::{Catalog, CatalogDraft, StageDraft},
    lead::LeadQuery,
    lead_rule::{LeadRuleDraft, LeadRuleKind},
    metrics::Figure,
    person::Show,
    rights::Role,
    rule::{Field, Op, Rule},
};
use migration::{Migrator, MigratorTrait};

async fn opened_again(base: Base) {
    let admin = workspace(&base.db, "EUR").await;
    people(&base.db, &admin, 3).await;
    let again = Db::connect(&base.url).await.unwrap();
    again.migrate().await.unwrap();
    again.migrate().await.unwrap();
    assert_eq!(number(&again, "SELECT COUNT(*) FROM person").await, 3);
    // Twelve months a year from 1990 to 2079, and the Solar Hijri ones that touch them.
    assert_eq!(number(&again, "SELECT COUNT(*) FROM calendar_month WHERE calendar = 'gregorian'").await, 90 * 12);
    assert!(number(&again, "SELECT COUNT(*) FROM calendar_month WHERE calendar = 'solar_hijri'").await >= 90 * 12);
}

/// A workspace under the first `migrations`, with `rows` in it, brought up to date.
async fn moved(db: &Db, migrations: u32, rows: &[&str]) -> Actor {
    Migrator::up(&db.write, Some(migrations)).await.unwrap();
    let workspace = "INSERT INTO workspace (id, name, currency, language, calendar, time_zone, working_days) VALUES (1, 'Polar Frigo', 'EUR', 'en', 'gregorian', 'Europe/Belgrade', 31)";
    let user = "INSERT INTO app_user (id, name, email, email_norm, role, active, language, theme) VALUES (1, 'Mira', 'm@levak.example', 'm@levak.example', 'administrator', TRUE, 'en', 'system')";
    for text in [workspace, user].iter().chain(rows) {
        sql::execute(&db.write, text, vec![]).await.unwrap();
    }
    db.migrate().await.unwrap();
    Actor { user_id: 1, role: Role::Administrator, now_ms: 0, today: "2026-07-06".parse().unwrap(), print: 0 }
}

/// A database of the first release with a campaign in it loses nothing on its way to several activities.
async fn moved_to_activities(base: Base) {
    let db = &base.db;
    let rows = [
        "INSERT INTO campaign_kind (id, name) VALUES (1, 'Quick')",
        "INSERT INTO person (id, name, sort_key, search_text, created_day) VALUES (1, 'Ana', 'ana', 'ana', '2026-01-01')",
        "INSERT INTO people_list (id, name, name_norm, kind) VALUES (7, 'L', 'l', 'static')",
        "INSERT INTO campaign (id, code, name, kind_id, status, owner_id, first_day, last_day, sort_day, rule, equation) VALUES (3, 'C-2026-0001', 'Calls', 1, 'running', 1, '2026-07-06', '2026-07-17', '2026-07-06', '{\"mode\":\"all\",\"of\":[]}', '{\"memberships\":1,\"people\":1,\"left\":[]}')",
        "INSERT INTO source_list (campaign_id, list_id, position) VALUES (3, 7, 0)",
        "INSERT INTO activity (id, campaign_id, kind, script) VALUES (5, 3, 'call', 'Ask')",
        "INSERT INTO target (campaign_id, figure, value) VALUES (3, 'new_leads', 4)",
        "INSERT INTO cost_line (campaign_id, activity_id, position, article, quantity_milli, price_minor, planned_minor, day) VALUES (3, 5, 0, 'Telephone', 1000, 100, 100, '2026-07-06')",
        "INSERT INTO touch (activity_id, person_id, campaign_id, assignee_id, due_day, state) VALUES (5, 1, 3, 1, '2026-07-06', 'planned')",
    ];
    let admin = moved(db, 5, &rows).await;
    let view = campaigns::view(db, &admin, 3).await.unwrap();
    assert_eq!((view.status, view.quick, view.line.as_str(), view.touches), (Status::Running, true, "Polar Frigo", 1));
    let activity = &view.activities[0];
    assert_eq!((activity.name.as_str(), activity.state, activity.equation.people), ("Calls", Some(Status::Running), 1));
    let draft = campaigns::draft(db, &admin, 3).await.unwrap();
    assert_eq!(
        (draft.input.lists, draft.input.first_day.as_str(), draft.input.script.as_str()),
        (vec![7], "2026-07-06", "Ask")
    );
    assert!(draft.input.rule.is_some());
    assert_eq!(draft.input.targets, [(Figure::NewLeads, "4".to_owned())]);
    assert_eq!(today::view(db, &admin).await.unwrap().due_count, 1);
    assert_eq!(number(db, "SELECT COUNT(*) FROM cost_article").await, 1);
}

/// A database without stages of campaigns keeps its campaigns and lists, and they take part in what is new.
async fn moved_to_steps(base: Base) {
    let db = &base.db;
    let rows = [
        "INSERT INTO campaign_kind (id, name) VALUES (1, 'Quick')",
        "INSERT INTO people_list (id, name, name_norm, kind, owner_id) VALUES (7, 'L', 'l', 'static', 1)",
        "INSERT INTO campaign (id, code, name, kind_id, status, owner_id, first_day, last_day, sort_day) VALUES (3, 'C-2026-0001', 'Čišćenje', 1, 'finished', 1, '2026-06-01', '2026-06-17', '2026-06-01')",
        "UPDATE campaign SET launched_ms = 1",
        "INSERT INTO baseline (campaign_id, version, frozen_day, approved, first_day, last_day) VALUES (3, 1, '2026-06-02', FALSE, '2026-06-01', '2026-06-17')",
    ];
    let admin = moved(db, 7, &rows).await;
    let list = backend::lists::view(db, &admin, 7).await.unwrap();
    assert_eq!((list.row.locked, list.owner.as_str(), list.cost_minor), (false, "Mira", None));
    let found = IndexQuery { search: "ciscenje c-2026".into(), ..IndexQuery::default() };
    assert_eq!(campaigns::index(db, &admin, &found).await.unwrap().rows.len(), 1);
    let kind = backend::catalogs::index(db, &admin, Catalog::Kind).await.unwrap().remove(0);
    let step = |name: &str, fact: &str| StageDraft { name: name.into(), fact: fact.into(), ..StageDraft::default() };
    let draft = CatalogDraft {
        catalog: Catalog::Kind,
        id: Some(kind.id),
        version: kind.version,
        name: kind.name,
        active: true,
        kind: None,
        subject: domain::attribute::Subject::Person,
        stages: vec![step("Contacted", "contacted")],
        steps: vec![
            step("Planned", "created"),
            step("Approved", "launched"),
            step("Held", "held"),
            step("Evaluated", "finished"),
        ],
        event: false,
    };
    backend::catalogs::save(db, &admin, "", &draft, crate::world::MARK).await.unwrap();
    let days: Vec<_> = campaigns::plan_view(db, &admin, 3).await.unwrap().steps.into_iter().map(|s| s.day).collect();
    let day = |text: &str| Some(text.parse().unwrap());
    assert_eq!(days, [day("2026-06-01"), day("2026-06-02"), day("2026-06-17"), day("2026-06-17")]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_without_stages_moves_on_sqlite() {
    moved_to_steps(database::empty_sqlite().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_without_stages_moves_on_postgres() {
    moved_to_steps(database::empty_postgres().await).await;
}

/// Attributes from before there were options keep their values, and are those of people.
async fn moved_to_options(base: Base) {
    let db = &base.db;
    let rows = [
        "INSERT INTO account (id, name, name_norm) VALUES (5, 'Hotel Park', 'hotel park')",
        "INSERT INTO person (id, name, sort_key, search_text, account_id, created_day) VALUES (7, 'Ana', 'ana', 'ana', 5, '2026-07-06')",
        "INSERT INTO attribute (id, name, name_norm, kind) VALUES (3, 'Cold rooms', 'cold rooms', 'number')",
        "INSERT INTO attribute_value (person_id, attribute_id, num) VALUES (7, 3, 20000)",
    ];
    let admin = moved(db, 8, &rows).await;
    let view = backend::people::view(db, &admin, 7, Show::All, 1).await.unwrap();
    assert_eq!(view.form.values, [(3, "2".to_owned())]);
    let known = backend::catalogs::index(db, &admin, Catalog::Attribute).await.unwrap().remove(0);
    assert_eq!((known.version, known.subject, known.used), (1, Subject::Person, 1));
    let hotel = backend::accounts::view(db, &admin, 5, Show::All, 1).await.unwrap();
    assert_eq!(hotel.form.values, []);
}

/// An activity from before there were preferences addresses everybody, work goes round as before, stages have no control
/// figure, and rows that were left out keep their reasons.
async fn moved_to_reach(base: Base) {
    let db = &base.db;
    let rows = [
        "INSERT INTO campaign_kind (id, name) VALUES (1, 'Quick')",
        "INSERT INTO funnel_stage (id, kind_id, position, name, fact) VALUES (4, 1, 0, 'Called', 'contacted')",
        "INSERT INTO person (id, name, sort_key, search_text, phone, created_day) VALUES (7, 'Ana', 'ana', 'ana', '+38121555', '2026-07-06')",
        "INSERT INTO campaign (id, code, name, kind_id, status, owner_id, sort_day, created_day) VALUES (3, 'C-2026-0001', 'Calls', 1, 'draft', 1, '2026-07-06', '2026-07-06')",
        "INSERT INTO activity (id, campaign_id, kind, name, first_day, last_day, rule) VALUES (5, 3, 'call', 'Calls', '2026-07-06', '2026-07-17', '{\"mode\":\"all\",\"of\":[]}')",
        "INSERT INTO activity_seller (activity_id, user_id, position, share) VALUES (5, 1, 0, 1)",
        "INSERT INTO import (id, kind, file_name, bytes, state, options, columns, tally, user_id, created_ms, created_day) VALUES (9, 'people', 'old.csv', 1, 'done', '{\"encoding\":\"utf-8\",\"separator\":\",\",\"dates\":\"year_month_day\",\"decimal\":\"point\",\"existing\":\"fill_empty\",\"source\":\"crm\",\"create_users\":false,\"list\":\"\"}', '[]', '{\"rows\":1,\"new\":0,\"updated\":0,\"unchanged\":0,\"duplicate\":0,\"invalid\":1,\"warnings\":0}', 1, 0, '2026-07-06')",
        "INSERT INTO import_reject (import_id, row_no, part, column_name, value, reason) VALUES (9, 2, 0, 'email', 'x', '{\"fault\":\"no_at\"}')",
    ];
    let admin = moved(db, 9, &rows).await;
    let view = campaigns::activity(db, &admin, 5).await.unwrap();
    assert_eq!((view.equation.contacted(), view.input.prefers, view.input.one_each), (1, 0, false));
    let user = backend::users::index(db, &admin).await.unwrap().remove(0);
    assert_eq!(user.week_minutes, 2400);
    let kind = backend::catalogs::index(db, &admin, Catalog::Kind).await.unwrap().remove(0);
    assert_eq!((kind.stages[0].probability.as_str(), kind.stages[0].days.as_str()), ("", ""));
    let (left, _) = backend::imports::rejects(db, &admin, 9, 0).await.unwrap();
    assert_eq!((left[0].row, left[0].cells.len(), left[0].faults.len()), (2, 0, 1));
}

/// Leads from before there were rules have no score and stay whose they were; stages end with the next one as before.
async fn moved_to_lead_rules(base: Base) {
    let db = &base.db;
    let rows = [
        "INSERT INTO campaign_kind (id, name) VALUES (1, 'Quick')",
        "INSERT INTO funnel_stage (id, kind_id, position, name, fact) VALUES (4, 1, 0, 'Called', 'contacted')",
        "INSERT INTO kind_step (id, kind_id, position, name, fact, norm_days) VALUES (6, 1, 0, 'Planned', 'created', 3)",
        "INSERT INTO person (id, name, sort_key, search_text, created_day) VALUES (7, 'Ana', 'ana', 'ana', '2026-07-06')",
        "INSERT INTO lead (id, person_id, owner_id, state, created_day) VALUES (8, 7, 1, 'new', '2026-07-06')",
    ];
    let admin = moved(db, 10, &rows).await;
    let page = backend::leads::index(db, &admin, &LeadQuery { by_score: true, ..LeadQuery::default() }).await.unwrap();
    assert_eq!((page.rows[0].score, page.rows[0].owner.as_str(), page.scored), (None, "Mira", false));
    let kind = backend::catalogs::index(db, &admin, Catalog::Kind).await.unwrap().remove(0);
    assert_eq!(
        (kind.stages[0].end.as_str(), kind.stages[0].leave.as_str(), kind.steps[0].days.as_str()),
        ("", "", "3")
    );
    let rule = LeadRuleDraft {
        name: "All".into(),
        rule: Rule::condition(Field::Name, Op::Is, "Ana"),
        points: "5".into(),
        ..LeadRuleDraft::new(LeadRuleKind::Score)
    };
    backend::leads::admin::save(db, &admin, "", &rule, crate::world::MARK).await.unwrap();
    backend::jobs::drain(db).await.unwrap();
    assert_eq!(number(db, "SELECT score FROM lead").await, 5);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn leads_without_rules_move_on_sqlite() {
    moved_to_lead_rules(database::empty_sqlite().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn leads_without_rules_move_on_postgres() {
    moved_to_lead_rules(database::empty_postgres().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn activities_without_preferences_move_on_sqlite() {
    moved_to_reach(database::empty_sqlite().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn activities_without_preferences_move_on_postgres() {
    moved_to_reach(database::empty_postgres().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn attributes_without_options_move_on_sqlite() {
    moved_to_options(database::empty_sqlite().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn attributes_without_options_move_on_postgres() {
    moved_to_options(database::empty_postgres().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_of_the_first_release_moves_on_sqlite() {
    moved_to_activities(database::empty_sqlite().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_of_the_first_release_moves_on_postgres() {
    moved_to_activities(database::empty_postgres().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_is_opened_again_sqlite() {
    opened_again(database::sqlite().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_is_opened_again_postgres() {
    opened_again(database::postgres().await).await;
}

/// A frozen plan and cost lines from before there were currencies keep their amounts, stay frozen, and add up as before.
async fn moved_to_money(base: Base) {
    let db = &base.db;
    let rows = [
        "INSERT INTO calendar_month (calendar, year, month, first_day, last_day) VALUES ('gregorian', 2026, 6, '2026-06-01', '2026-06-30'), ('gregorian', 2026, 7, '2026-07-01', '2026-07-31')",
        "INSERT INTO campaign_kind (id, name) VALUES (1, 'Quick')",
        "INSERT INTO campaign (id, code, name, kind_id, status, owner_id, first_day, last_day, sort_day) VALUES (3, 'C-2026-0001', 'Calls', 1, 'running', 1, '2026-07-06', '2026-07-17', '2026-07-06')",
        "INSERT INTO activity (id, campaign_id, kind, state) VALUES (5, 3, 'call', 'running')",
        "INSERT INTO cost_line (id, campaign_id, activity_id, position, article, quantity_milli, price_minor, planned_minor, actual_minor, day) VALUES (8, 3, 5, 0, 'Telephone', 1000, 100, 100, 140, '2026-07-06'), (9, 3, NULL, 1, 'Travel', 1000, 50, 50, NULL, '2026-07-07')",
        "INSERT INTO baseline (id, campaign_id, version, frozen_day, approved, first_day, last_day) VALUES (2, 3, 1, '2026-07-01', FALSE, '2026-07-06', '2026-07-17')",
        "INSERT INTO baseline_line (baseline_id, line_id, article, quantity_milli, price_minor, planned_minor, day) VALUES (2, 8, 'Telephone', 1000, 90, 90, '2026-07-06')",
    ];
    let admin = moved(db, 11, &rows).await;
    let sheet = backend::costs::sheet(db, &admin, 3).await.unwrap();
    let sums = sheet.total.sums;
    assert_eq!((sums.planned, sums.committed, sums.actual, sums.exposure, sums.forecast), (150, 0, 140, 140, 190));
    assert_eq!((sheet.lines[0].promised, sheet.lines[0].document_day), (Some(90), Some("2026-07-06".parse().unwrap())));
    assert_eq!(sheet.sums.iter().find(|s| s.activity == Some(5)).unwrap().promised, Some(90));
    assert_eq!(number(db, "SELECT COUNT(*) FROM cost_line WHERE month = '2026-07-01' AND currency = 'EUR'").await, 2);
    for table in ["baseline_line", "baseline_activity"] {
        let insert = "INSERT INTO baseline_activity (baseline_id, activity_id, name, kind) VALUES (2, 5, 'x', 'call') ON CONFLICT DO NOTHING";
        sql::execute(&db.write, insert, vec![]).await.unwrap();
        assert!(sql::execute(&db.write, &format!("DELETE FROM {table}"), vec![]).await.is_err());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_without_money_moves_on_sqlite() {
    moved_to_money(database::empty_sqlite().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_without_money_moves_on_postgres() {
    moved_to_money(database::empty_postgres().await).await;
}

/// Costs from before there were sums of months are in them, shared ones with each part; so is what was frozen.
async fn moved_to_sums(base: Base) {
    let db = &base.db;
    let rows = [
        "INSERT INTO calendar_month (calendar, year, month, first_day, last_day) VALUES ('gregorian', 2026, 6, '2026-06-01', '2026-06-30'), ('gregorian', 2026, 7, '2026-07-01', '2026-07-31')",
        "INSERT INTO campaign_kind (id, name) VALUES (1, 'Quick')",
        "INSERT INTO campaign (id, code, name, kind_id, status, owner_id, first_day, last_day, sort_day, created_day) VALUES (3, 'C-2026-0001', 'Fair', 1, 'running', 1, '2026-07-06', '2026-07-17', '2026-07-06', '2026-07-06'), (4, 'C-2026-0002', 'Calls', 1, 'running', 1, '2026-07-06', '2026-07-17', '2026-07-06', '2026-07-06')",
        "INSERT INTO activity (id, campaign_id, kind, state) VALUES (5, 3, 'call', 'running')",
        "INSERT INTO cost_line (id, campaign_id, activity_id, position, article, quantity_milli, price_minor, planned_minor, day, month, committed_minor, committed_day, planned_base, committed_base, exposure_base, forecast_base, shared) VALUES
            (8, 3, 5, 0, 'Telephone', 1000, 100, 100, '2026-07-06', '2026-07-01', 140, '2026-06-30', 100, 140, 140, 140, FALSE), (9, 3, NULL, 1, 'Travel', 1000, 50, 50, '2026-07-07', '2026-07-01', NULL, NULL, 50, NULL, 0, 50, TRUE)",
        "INSERT INTO cost_line (id, campaign_id, position, article, quantity_milli, price_minor, planned_minor, day, month, planned_base, forecast_base, deleted_ms) VALUES (10, 3, 2, 'Gone', 1000, 9, 9, '2026-07-06', '2026-07-01', 9, 9, 1)",
        "INSERT INTO cost_share (line_id, campaign_id, position, weight, planned_base, exposure_base, forecast_base) VALUES (9, 3, 0, 3, 30, 0, 30), (9, 4, 1, 2, 20, 0, 20)",
        "INSERT INTO baseline (id, campaign_id, version, frozen_day, approved, first_day, last_day) VALUES (2, 3, 1, '2026-07-01', TRUE, '2026-07-06', '2026-07-17')",
        "INSERT INTO baseline_activity (baseline_id, activity_id, name, kind) VALUES (2, 5, 'Calls', 'call')",
        "INSERT INTO baseline_line (baseline_id, line_id, activity_id, article, quantity_milli, price_minor, planned_minor, planned_base, day) VALUES (2, 8, 5, 'Telephone', 1000, 90, 90, 90, '2026-07-06'), (2, 9, NULL, 'Travel', 1000, 50, 50, 30, '2026-07-07')",
    ];
    let admin = moved(db, 17, &rows).await;
    type Row = (i64, Option<i64>, String, i64, i64, i64, i64);
    let text = "SELECT campaign_id, activity_id, CAST(at_month AS TEXT), planned_base, committed_base, forecast_base, lines FROM cost_sum ORDER BY campaign_id, COALESCE(activity_id, 0), at_month";
    let sums: Vec<Row> = sql::tuples(&db.read, text, vec![]).await.unwrap();
    let (june, july) = ("2026-06-01".to_owned(), "2026-07-01".to_owned());
    let expected = [
        (3, None, july.clone(), 30, 0, 30, 1),
        (3, Some(5), june, 0, 140, 0, 0),
        (3, Some(5), july.clone(), 100, 0, 140, 1),
        (4, None, july.clone(), 20, 0, 20, 1),
    ];
    assert_eq!(sums, expected);
    let text = "SELECT kind, CAST(month AS TEXT), planned_base FROM baseline_sum ORDER BY kind";
    let frozen: Vec<(String, String, i64)> = sql::tuples(&db.read, text, vec![]).await.unwrap();
    assert_eq!(frozen, [(String::new(), july.clone(), 30), ("call".to_owned(), july, 90)]);
    for text in ["UPDATE baseline_sum SET planned_base = 0", "DELETE FROM baseline_sum"] {
        sql::execute(&db.write, text, vec![]).await.unwrap_err();
    }
    let year = backend::budgets::index(db, &admin, Some(2026)).await.unwrap();
    assert_eq!((year.total.planned, year.total.committed, year.total.forecast), (150, 140, 190));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_without_sums_of_months_moves_on_sqlite() {
    moved_to_sums(database::empty_sqlite().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_without_sums_of_months_moves_on_postgres() {
    moved_to_sums(database::empty_postgres().await).await;
}

/// Requests from before plans of a period keep their comments, and are of campaigns.
async fn moved_to_period_plans(base: Base) {
    let db = &base.db;
    let rows = [
        "INSERT INTO campaign_kind (id, name) VALUES (1, 'Quick')",
        "INSERT INTO campaign (id, code, name, kind_id, status, owner_id, first_day, last_day, sort_day, created_day) VALUES (3, 'C-2026-0001', 'Fair', 1, 'draft', 1, '2026-07-06', '2026-07-17', '2026-07-06', '2026-07-06')",
        "INSERT INTO approval (id, campaign_id, state, asked_by, asked_ms, note, cost_minor) VALUES (4, 3, 'returned', 1, 5, 'Soon', 700)",
        "INSERT INTO approval (id, campaign_id, state, asked_by, asked_ms, note, cost_minor) VALUES (9, 3, 'submitted', 1, 6, '', 600)",
        "INSERT INTO approval_comment (id, approval_id, user_id, at_ms, body) VALUES (2, 4, 1, 6, 'Too dear')",
    ];
    let admin = moved(db, 14, &rows).await;
    let seen = backend::approvals::view(db, &admin, 4).await.unwrap();
    assert_eq!((seen.row.of, seen.row.cost, seen.note.as_str()), (domain::approval::Asked::Campaign(3), 700, "Soon"));
    assert_eq!(seen.comments.iter().map(|c| c.text.as_str()).collect::<Vec<_>>(), ["Too dear"]);
    let twice = "INSERT INTO approval (campaign_id, state, asked_by, asked_ms, note, cost_minor) VALUES (3, 'submitted', 1, 5, '', 1)";
    sql::execute(&db.write, twice, vec![]).await.unwrap_err();
    backend::approvals::withdraw(db, &admin, "", 9, 1).await.unwrap();
    sql::execute(&db.write, twice, vec![]).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_without_period_plans_moves_on_sqlite() {
    moved_to_period_plans(database::empty_sqlite().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_without_period_plans_moves_on_postgres() {
    moved_to_period_plans(database::empty_postgres().await).await;
}
