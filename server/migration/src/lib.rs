//! Schema changes, one dated file each. They never import entities, so that an old one stays what it was.

pub use sea_orm_migration::prelude::*;

mod m20261122_000001_workspace;
mod m20261122_000002_people;
mod m20261122_000003_imports;
mod m20261122_000004_campaigns;
mod m20261122_000005_sales;
mod m20261123_000006_activities;
mod m20261123_000007_relations;
mod m20261123_000008_steps_and_products;
mod m20261123_000009_options;
mod m20261123_000010_reach;
mod m20261124_000011_lead_rules;
mod m20261124_000012_money;
mod m20261128_000013_references;
mod m20261128_000014_methods;
mod m20261129_000015_period_plans;
mod m20261129_000016_closing;
mod m20261129_000017_files;
mod m20261129_000018_cost_sums;
mod sql;

pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261122_000001_workspace::Migration),
            Box::new(m20261122_000002_people::Migration),
            Box::new(m20261122_000003_imports::Migration),
            Box::new(m20261122_000004_campaigns::Migration),
            Box::new(m20261122_000005_sales::Migration),
            Box::new(m20261123_000006_activities::Migration),
            Box::new(m20261123_000007_relations::Migration),
            Box::new(m20261123_000008_steps_and_products::Migration),
            Box::new(m20261123_000009_options::Migration),
            Box::new(m20261123_000010_reach::Migration),
            Box::new(m20261124_000011_lead_rules::Migration),
            Box::new(m20261124_000012_money::Migration),
            Box::new(m20261128_000013_references::Migration),
            Box::new(m20261128_000014_methods::Migration),
            Box::new(m20261129_000015_period_plans::Migration),
            Box::new(m20261129_000016_closing::Migration),
            Box::new(m20261129_000017_files::Migration),
            Box::new(m20261129_000018_cost_sums::Migration),
        ]
    }
}
