//! How the budget of a year was arrived at.
//!
//! | table | grows by | read by | goes away |
//! |---|---|---|---|
//! | method_year | a row a year | the methods of a year by key | never |
//! | method_input | at most fourteen rows a year | the same, by `(year, input)` | replaced when the inputs are stored |
//! | competitor_estimate | tens a year | the methods of a year by `competitor_estimate_by_year` | by hand; its competitor is made inactive while one is left |
//! | budget_choice | a row a decision | the methods of a year by `budget_choice_by_year` | never: what was decided stays, UPDATE and DELETE are refused by triggers |
//!
//! Amounts, shares and counts of the firm; nothing here is about people, so there is nothing to erase or merge.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

const UP: &str = "
CREATE TABLE method_year (
    year BIGINT PRIMARY KEY,
    version BIGINT NOT NULL
);
CREATE TABLE method_input (
    year BIGINT NOT NULL REFERENCES method_year (year),
    input TEXT NOT NULL,
    value BIGINT NOT NULL,
    PRIMARY KEY (year, input)
);
CREATE TABLE competitor_estimate (
    id {id},
    year BIGINT NOT NULL,
    competitor_id BIGINT NOT NULL REFERENCES competitor (id),
    amount_minor BIGINT NOT NULL,
    source TEXT NOT NULL,
    user_id BIGINT NOT NULL REFERENCES app_user (id),
    made_day DATE NOT NULL
);
CREATE INDEX competitor_estimate_by_year ON competitor_estimate (year, amount_minor);
CREATE INDEX competitor_estimate_by_competitor ON competitor_estimate (competitor_id);
CREATE TABLE budget_choice (
    id {id},
    year BIGINT NOT NULL,
    method TEXT NOT NULL,
    amount_minor BIGINT NOT NULL,
    bottom_up_minor BIGINT NOT NULL,
    reason TEXT NOT NULL,
    inputs TEXT NOT NULL,
    user_id BIGINT NOT NULL REFERENCES app_user (id),
    made_day DATE NOT NULL
);
CREATE INDEX budget_choice_by_year ON budget_choice (year, id);
";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        crate::sql::run(manager, UP).await?;
        crate::sql::freeze(manager, "budget_choice").await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        for table in ["budget_choice", "competitor_estimate", "method_input", "method_year"] {
            connection.execute_unprepared(&format!("DROP TABLE {table}")).await?;
        }
        Ok(())
    }
}
