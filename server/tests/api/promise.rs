//! The promise: whatever is asked of Levak, what was approved stays as it was frozen.

use crate::{
    client::{Client, app},
    records::world,
    samples::sample,
    world::workspace,
};
use axum::http::StatusCode;
use backend::{Db, approvals, params, sql};
use domain::{
    approval::{AskDraft, Asked, DecisionDraft},
    rights::UseCase,
};

/// The frozen rows, as text.
async fn frozen(db: &Db) -> Vec<String> {
    let mut all = Vec::new();
    for (table, columns) in [
        ("baseline", "id, campaign_id, version, frozen_day, approved, first_day, last_day, approver_id, asked_by"),
        (
            "baseline_line",
            "baseline_id, line_id, activity_id, article, supplier, quantity_milli, unit, price_minor, planned_minor, currency, planned_base, day",
        ),
        ("baseline_sum", "baseline_id, kind, month, planned_base"),
        ("baseline_target", "baseline_id, figure, value"),
        ("baseline_activity_target", "baseline_id, activity_id, figure, value"),
        ("baseline_activity", "baseline_id, activity_id, name, kind, first_day, last_day"),
        ("period_baseline", "id, plan_id, version, frozen_day, first_day, last_day, approver_id, asked_by"),
        ("period_baseline_campaign", "period_baseline_id, campaign_id, baseline_id, name, kind_id, line_id"),
        ("period_baseline_budget", "period_baseline_id, budget_id, name, limit_minor"),
        ("baseline_task", "baseline_id, task_id, title, milestone, due_day"),
    ] {
        let text: Vec<String> =
            columns.split(", ").map(|column| format!("COALESCE(CAST({column} AS TEXT), '-')")).collect();
        let text = format!("SELECT '{table} ' || {} FROM {table} ORDER BY 1", text.join(" || '|' || "));
        let rows: Vec<String> = sql::column(&db.read, &text, vec![]).await.unwrap();
        all.extend(rows);
    }
    all
}

on_both! {
    async fn no_use_case_changes_what_was_approved(db: Db) {
        let admin = workspace(&db, "EUR").await;
        let w = world(&db, &admin).await;
        // Every campaign that can be asked about is approved; the versions stay those that the samples name.
        let open: Vec<(i64, i64)> = sql::tuples(
            &db.read,
            "SELECT id, version FROM campaign c WHERE status IN ('draft', 'running') AND NOT template
             AND EXISTS (SELECT 1 FROM activity a WHERE a.campaign_id = c.id AND a.first_day IS NOT NULL) ORDER BY id",
            vec![],
        )
        .await
        .unwrap();
        assert!(open.len() > 5);
        for (campaign, version) in open {
            let ask = AskDraft { of: Asked::Campaign(campaign), version, ..AskDraft::default() };
            let id = approvals::ask(&db, &admin, "", &ask).await.unwrap();
            let decision = DecisionDraft { id, version: 1, approve: true, comments: vec![] };
            approvals::decide(&db, &admin, "", &decision).await.unwrap();
            sql::execute(&db.write, "UPDATE campaign SET version = $2 WHERE id = $1", params![campaign, version]).await.unwrap();
        }
        let ask = AskDraft { of: Asked::Plan(w.money.plan), version: 1, ..AskDraft::default() };
        let id = approvals::ask(&db, &admin, "", &ask).await.unwrap();
        let decision = DecisionDraft { id, version: 1, approve: true, comments: vec![] };
        approvals::decide(&db, &admin, "", &decision).await.unwrap();
        let before = frozen(&db).await;
        assert!(before.iter().any(|row| row.starts_with("period_baseline_campaign")));
        assert!(before.iter().any(|row| row.starts_with("baseline_line")));
        let app = app(&db);
        let mut mira = Client::new(&app);
        mira.sign_in("mira@levak.example").await;
        let mut changed = 0;
        for case in UseCase::ALL.iter().filter(|case| case.mutates() && ![UseCase::ImportUpload, UseCase::FileUpload].contains(case)) {
            let answer = mira.call(case.path(), &sample(*case, &w)).await;
            changed += i32::from(answer.status == StatusCode::OK);
            backend::jobs::drain(&db).await.unwrap();
            let now = frozen(&db).await;
            for row in &before {
                assert!(now.contains(row), "{case:?} changed {row}");
            }
        }
        assert!(changed > 60, "only {changed} use cases did anything");
    }
}
