//! The snippets of the documentation as functions. Made by the tests of `main.rs`; do not edit.
#![cfg_attr(rustfmt, rustfmt_skip)]
#![allow(deprecated, unused_variables, reason = "snippets show calls, old ones among them")]

use servicestage_client::{Client, Error};

/// Operation, example, and the function.
pub(super) const SNIPPETS: &[(&str, &str, super::Run<Client, Error>)] = &[
    ("cse.import_configurations", "import_configurations", |client| Box::pin(cse_import_configurations_import_configurations(client))),
    ("cse.export_configurations", "export_configurations", |client| Box::pin(cse_export_configurations_export_configurations(client))),
    ("cse.list_engine_flavors", "list_engine_flavors", |client| Box::pin(cse_list_engine_flavors_list_engine_flavors(client))),
    ("cse.list_engines", "list_engines", |client| Box::pin(cse_list_engines_list_engines(client))),
    ("cse.list_engines", "list_engines_page", |client| Box::pin(cse_list_engines_list_engines_page(client))),
    ("cse.create_engine", "create_engine", |client| Box::pin(cse_create_engine_create_engine(client))),
    ("cse.create_engine", "create_secure_engine", |client| Box::pin(cse_create_engine_create_secure_engine(client))),
    ("cse.get_engine", "get_engine", |client| Box::pin(cse_get_engine_get_engine(client))),
    ("cse.delete_engine", "delete_engine", |client| Box::pin(cse_delete_engine_delete_engine(client))),
    ("cse.update_engine", "update_engine", |client| Box::pin(cse_update_engine_update_engine(client))),
    ("cse.run_engine_action", "run_engine_action", |client| Box::pin(cse_run_engine_action_run_engine_action(client))),
    ("cse.resize_engine", "resize_engine", |client| Box::pin(cse_resize_engine_resize_engine(client))),
    ("cse.upgrade_engine", "upgrade_engine", |client| Box::pin(cse_upgrade_engine_upgrade_engine(client))),
    ("cse.configure_engine", "configure_engine", |client| Box::pin(cse_configure_engine_configure_engine(client))),
    ("cse.list_engine_quotas", "list_engine_quotas", |client| Box::pin(cse_list_engine_quotas_list_engine_quotas(client))),
    ("cse.list_gateway_plugins", "list_gateway_plugins", |client| Box::pin(cse_list_gateway_plugins_list_gateway_plugins(client))),
    ("cse.create_gateway_plugin", "create_gateway_plugin", |client| Box::pin(cse_create_gateway_plugin_create_gateway_plugin(client))),
    ("cse.get_gateway_plugin", "get_gateway_plugin", |client| Box::pin(cse_get_gateway_plugin_get_gateway_plugin(client))),
    ("cse.update_gateway_plugin", "update_gateway_plugin", |client| Box::pin(cse_update_gateway_plugin_update_gateway_plugin(client))),
    ("cse.delete_gateway_plugin", "delete_gateway_plugin", |client| Box::pin(cse_delete_gateway_plugin_delete_gateway_plugin(client))),
    ("cse.list_gateway_rpcs", "list_gateway_rpcs", |client| Box::pin(cse_list_gateway_rpcs_list_gateway_rpcs(client))),
    ("cse.create_gateway_rpc", "create_gateway_rpc", |client| Box::pin(cse_create_gateway_rpc_create_gateway_rpc(client))),
    ("cse.update_gateway_rpc", "update_gateway_rpc", |client| Box::pin(cse_update_gateway_rpc_update_gateway_rpc(client))),
    ("cse.delete_gateway_rpc", "delete_gateway_rpc", |client| Box::pin(cse_delete_gateway_rpc_delete_gateway_rpc(client))),
    ("cse.list_policies", "list_policies", |client| Box::pin(cse_list_policies_list_policies(client))),
    ("cse.list_policies_of_kind", "list_policies_of_kind", |client| Box::pin(cse_list_policies_of_kind_list_policies_of_kind(client))),
    ("cse.create_policy", "create_policy", |client| Box::pin(cse_create_policy_create_policy(client))),
    ("cse.get_policy", "get_policy", |client| Box::pin(cse_get_policy_get_policy(client))),
    ("cse.update_policy", "update_policy", |client| Box::pin(cse_update_policy_update_policy(client))),
    ("cse.delete_policy", "delete_policy", |client| Box::pin(cse_delete_policy_delete_policy(client))),
    ("cse.get_engine_job", "get_engine_job", |client| Box::pin(cse_get_engine_job_get_engine_job(client))),
    ("cse.list_nacos_namespaces", "list_nacos_namespaces", |client| Box::pin(cse_list_nacos_namespaces_list_nacos_namespaces(client))),
    ("cse.create_nacos_namespace", "create_nacos_namespace", |client| Box::pin(cse_create_nacos_namespace_create_nacos_namespace(client))),
    ("cse.update_nacos_namespace", "update_nacos_namespace", |client| Box::pin(cse_update_nacos_namespace_update_nacos_namespace(client))),
    ("cse.delete_nacos_namespace", "delete_nacos_namespace", |client| Box::pin(cse_delete_nacos_namespace_delete_nacos_namespace(client))),
    ("cse.get_route_rules", "get_route_rules", |client| Box::pin(cse_get_route_rules_get_route_rules(client))),
    ("cse.set_route_rules", "set_route_rules", |client| Box::pin(cse_set_route_rules_set_route_rules(client))),
    ("cse.delete_route_rules", "delete_route_rules", |client| Box::pin(cse_delete_route_rules_delete_route_rules(client))),
    ("cse.add_engine_tags", "add_engine_tags", |client| Box::pin(cse_add_engine_tags_add_engine_tags(client))),
    ("cse.remove_engine_tags", "remove_engine_tags", |client| Box::pin(cse_remove_engine_tags_remove_engine_tags(client))),
    ("servicecomb.list_accounts", "list_accounts", |client| Box::pin(servicecomb_list_accounts_list_accounts(client))),
    ("servicecomb.create_account", "create_account", |client| Box::pin(servicecomb_create_account_create_account(client))),
    ("servicecomb.create_accounts", "create_accounts", |client| Box::pin(servicecomb_create_accounts_create_accounts(client))),
    ("servicecomb.get_account", "get_account", |client| Box::pin(servicecomb_get_account_get_account(client))),
    ("servicecomb.update_account", "update_account", |client| Box::pin(servicecomb_update_account_update_account(client))),
    ("servicecomb.delete_account", "delete_account", |client| Box::pin(servicecomb_delete_account_delete_account(client))),
    ("servicecomb.change_account_password", "change_account_password", |client| Box::pin(servicecomb_change_account_password_change_account_password(client))),
    ("servicecomb.list_account_locks", "list_account_locks", |client| Box::pin(servicecomb_list_account_locks_list_account_locks(client))),
    ("servicecomb.get_own_permissions", "get_own_permissions", |client| Box::pin(servicecomb_get_own_permissions_get_own_permissions(client))),
    ("servicecomb.create_token", "create_token", |client| Box::pin(servicecomb_create_token_create_token(client))),
    ("servicecomb.get_configuration_center_health", "get_configuration_center_health", |client| Box::pin(servicecomb_get_configuration_center_health_get_configuration_center_health(client))),
    ("servicecomb.create_configuration", "create_configuration", |client| Box::pin(servicecomb_create_configuration_create_configuration(client))),
    ("servicecomb.update_configuration", "update_configuration", |client| Box::pin(servicecomb_update_configuration_update_configuration(client))),
    ("servicecomb.get_configuration", "get_configuration", |client| Box::pin(servicecomb_get_configuration_get_configuration(client))),
    ("servicecomb.list_configurations", "list_configurations", |client| Box::pin(servicecomb_list_configurations_list_configurations(client))),
    ("servicecomb.list_configurations", "list_changed_configurations", |client| Box::pin(servicecomb_list_configurations_list_changed_configurations(client))),
    ("servicecomb.delete_configuration", "delete_configuration", |client| Box::pin(servicecomb_delete_configuration_delete_configuration(client))),
    ("servicecomb.delete_configurations", "delete_configurations", |client| Box::pin(servicecomb_delete_configurations_delete_configurations(client))),
    ("servicecomb.list_configuration_history", "list_configuration_history", |client| Box::pin(servicecomb_list_configuration_history_list_configuration_history(client))),
    ("servicecomb.list_configuration_polls", "list_configuration_polls", |client| Box::pin(servicecomb_list_configuration_polls_list_configuration_polls(client))),
    ("servicecomb.list_providers", "list_providers", |client| Box::pin(servicecomb_list_providers_list_providers(client))),
    ("servicecomb.list_consumers", "list_consumers", |client| Box::pin(servicecomb_list_consumers_list_consumers(client))),
    ("servicecomb.add_dependencies", "add_dependencies", |client| Box::pin(servicecomb_add_dependencies_add_dependencies(client))),
    ("servicecomb.create_dependencies", "create_dependencies", |client| Box::pin(servicecomb_create_dependencies_create_dependencies(client))),
    ("servicecomb.register_instance", "register_instance", |client| Box::pin(servicecomb_register_instance_register_instance(client))),
    ("servicecomb.list_instances", "list_instances", |client| Box::pin(servicecomb_list_instances_list_instances(client))),
    ("servicecomb.deregister_instance", "deregister_instance", |client| Box::pin(servicecomb_deregister_instance_deregister_instance(client))),
    ("servicecomb.get_instance", "get_instance", |client| Box::pin(servicecomb_get_instance_get_instance(client))),
    ("servicecomb.update_instance_properties", "update_instance_properties", |client| Box::pin(servicecomb_update_instance_properties_update_instance_properties(client))),
    ("servicecomb.update_instance_status", "update_instance_status", |client| Box::pin(servicecomb_update_instance_status_update_instance_status(client))),
    ("servicecomb.send_heartbeat", "send_heartbeat", |client| Box::pin(servicecomb_send_heartbeat_send_heartbeat(client))),
    ("servicecomb.find_instances", "find_instances", |client| Box::pin(servicecomb_find_instances_find_instances(client))),
    ("servicecomb.find_many_instances", "find_many_instances", |client| Box::pin(servicecomb_find_many_instances_find_many_instances(client))),
    ("servicecomb.send_heartbeats", "send_heartbeats", |client| Box::pin(servicecomb_send_heartbeats_send_heartbeats(client))),
    ("servicecomb.update_many_instance_statuses", "update_many_instance_statuses", |client| Box::pin(servicecomb_update_many_instance_statuses_update_many_instance_statuses(client))),
    ("servicecomb.open_heartbeat", "open_heartbeat", |client| Box::pin(servicecomb_open_heartbeat_open_heartbeat(client))),
    ("servicecomb.list_legacy_configurations", "list_legacy_configurations", |client| Box::pin(servicecomb_list_legacy_configurations_list_legacy_configurations(client))),
    ("servicecomb.list_legacy_configurations", "list_changed_legacy_configurations", |client| Box::pin(servicecomb_list_legacy_configurations_list_changed_legacy_configurations(client))),
    ("servicecomb.report_metrics", "report_metrics", |client| Box::pin(servicecomb_report_metrics_report_metrics(client))),
    ("servicecomb.get_microservice", "get_microservice", |client| Box::pin(servicecomb_get_microservice_get_microservice(client))),
    ("servicecomb.delete_microservice", "delete_microservice", |client| Box::pin(servicecomb_delete_microservice_delete_microservice(client))),
    ("servicecomb.list_microservices", "list_microservices", |client| Box::pin(servicecomb_list_microservices_list_microservices(client))),
    ("servicecomb.create_microservice", "create_microservice", |client| Box::pin(servicecomb_create_microservice_create_microservice(client))),
    ("servicecomb.delete_microservices", "delete_microservices", |client| Box::pin(servicecomb_delete_microservices_delete_microservices(client))),
    ("servicecomb.update_microservice_properties", "update_microservice_properties", |client| Box::pin(servicecomb_update_microservice_properties_update_microservice_properties(client))),
    ("servicecomb.check_existence", "check_existence", |client| Box::pin(servicecomb_check_existence_check_existence(client))),
    ("servicecomb.check_existence", "check_existence_of_schema", |client| Box::pin(servicecomb_check_existence_check_existence_of_schema(client))),
    ("servicecomb.watch_providers", "watch_providers", |client| Box::pin(servicecomb_watch_providers_watch_providers(client))),
    ("servicecomb.get_registry_health", "get_registry_health", |client| Box::pin(servicecomb_get_registry_health_get_registry_health(client))),
    ("servicecomb.get_registry_version", "get_registry_version", |client| Box::pin(servicecomb_get_registry_version_get_registry_version(client))),
    ("servicecomb.get_microservice_view", "get_microservice_view", |client| Box::pin(servicecomb_get_microservice_view_get_microservice_view(client))),
    ("servicecomb.list_microservice_views", "list_microservice_views", |client| Box::pin(servicecomb_list_microservice_views_list_microservice_views(client))),
    ("servicecomb.list_applications", "list_applications", |client| Box::pin(servicecomb_list_applications_list_applications(client))),
    ("servicecomb.get_relations", "get_relations", |client| Box::pin(servicecomb_get_relations_get_relations(client))),
    ("servicecomb.get_statistics", "get_statistics", |client| Box::pin(servicecomb_get_statistics_get_statistics(client))),
    ("servicecomb.list_roles", "list_roles", |client| Box::pin(servicecomb_list_roles_list_roles(client))),
    ("servicecomb.create_role", "create_role", |client| Box::pin(servicecomb_create_role_create_role(client))),
    ("servicecomb.get_role", "get_role", |client| Box::pin(servicecomb_get_role_get_role(client))),
    ("servicecomb.update_role", "update_role", |client| Box::pin(servicecomb_update_role_update_role(client))),
    ("servicecomb.delete_role", "delete_role", |client| Box::pin(servicecomb_delete_role_delete_role(client))),
    ("servicecomb.get_schema", "get_schema", |client| Box::pin(servicecomb_get_schema_get_schema(client))),
    ("servicecomb.update_schema", "update_schema", |client| Box::pin(servicecomb_update_schema_update_schema(client))),
    ("servicecomb.update_schemas", "update_schemas", |client| Box::pin(servicecomb_update_schemas_update_schemas(client))),
    ("servicecomb.delete_schema", "delete_schema", |client| Box::pin(servicecomb_delete_schema_delete_schema(client))),
    ("servicecomb.list_schemas", "list_schemas", |client| Box::pin(servicecomb_list_schemas_list_schemas(client))),
    ("servicecomb.get_tags", "get_tags", |client| Box::pin(servicecomb_get_tags_get_tags(client))),
    ("servicecomb.replace_tags", "replace_tags", |client| Box::pin(servicecomb_replace_tags_replace_tags(client))),
    ("servicecomb.update_tag", "update_tag", |client| Box::pin(servicecomb_update_tag_update_tag(client))),
    ("servicecomb.delete_tags", "delete_tags", |client| Box::pin(servicecomb_delete_tags_delete_tags(client))),
    ("git.list_authorizations", "list_authorizations", |client| Box::pin(git_list_authorizations_list_authorizations(client))),
    ("git.get_redirect_url", "get_redirect_url", |client| Box::pin(git_get_redirect_url_get_redirect_url(client))),
    ("git.create_oauth_authorization", "create_oauth_authorization", |client| Box::pin(git_create_oauth_authorization_create_oauth_authorization(client))),
    ("git.create_token_authorization", "create_token_authorization", |client| Box::pin(git_create_token_authorization_create_token_authorization(client))),
    ("git.create_password_authorization", "create_password_authorization", |client| Box::pin(git_create_password_authorization_create_password_authorization(client))),
    ("git.delete_authorization", "delete_authorization", |client| Box::pin(git_delete_authorization_delete_authorization(client))),
    ("git.list_files", "list_files", |client| Box::pin(git_list_files_list_files(client))),
    ("git.get_file", "get_file", |client| Box::pin(git_get_file_get_file(client))),
    ("git.create_file", "create_file", |client| Box::pin(git_create_file_create_file(client))),
    ("git.update_file", "update_file", |client| Box::pin(git_update_file_update_file(client))),
    ("git.delete_file", "delete_file", |client| Box::pin(git_delete_file_delete_file(client))),
    ("git.list_namespaces", "list_namespaces", |client| Box::pin(git_list_namespaces_list_namespaces(client))),
    ("git.get_repository_by_clone_url", "get_repository_by_clone_url", |client| Box::pin(git_get_repository_by_clone_url_get_repository_by_clone_url(client))),
    ("git.list_projects", "list_projects", |client| Box::pin(git_list_projects_list_projects(client))),
    ("git.create_project", "create_project", |client| Box::pin(git_create_project_create_project(client))),
    ("git.list_branches", "list_branches", |client| Box::pin(git_list_branches_list_branches(client))),
    ("git.list_tags", "list_tags", |client| Box::pin(git_list_tags_list_tags(client))),
    ("git.create_tag", "create_tag", |client| Box::pin(git_create_tag_create_tag(client))),
    ("git.delete_tag", "delete_tag", |client| Box::pin(git_delete_tag_delete_tag(client))),
    ("git.list_commits", "list_commits", |client| Box::pin(git_list_commits_list_commits(client))),
    ("git.list_webhooks", "list_webhooks", |client| Box::pin(git_list_webhooks_list_webhooks(client))),
    ("git.create_webhook", "create_webhook", |client| Box::pin(git_create_webhook_create_webhook(client))),
    ("git.delete_webhook", "delete_webhook", |client| Box::pin(git_delete_webhook_delete_webhook(client))),
    ("v2.create_application", "create_application", |client| Box::pin(v2_create_application_create_application(client))),
    ("v2.list_applications", "list_applications", |client| Box::pin(v2_list_applications_list_applications(client))),
    ("v2.list_applications", "list_applications_page", |client| Box::pin(v2_list_applications_list_applications_page(client))),
    ("v2.update_application", "update_application", |client| Box::pin(v2_update_application_update_application(client))),
    ("v2.delete_application", "delete_application", |client| Box::pin(v2_delete_application_delete_application(client))),
    ("v2.get_application", "get_application", |client| Box::pin(v2_get_application_get_application(client))),
    ("v2.update_application_configuration", "update_application_configuration", |client| Box::pin(v2_update_application_configuration_update_application_configuration(client))),
    ("v2.delete_application_configuration", "delete_application_configuration", |client| Box::pin(v2_delete_application_configuration_delete_application_configuration(client))),
    ("v2.get_application_configuration", "get_application_configuration", |client| Box::pin(v2_get_application_configuration_get_application_configuration(client))),
    ("v2.create_component", "create_component", |client| Box::pin(v2_create_component_create_component(client))),
    ("v2.create_component", "create_code_component", |client| Box::pin(v2_create_component_create_code_component(client))),
    ("v2.list_components", "list_components", |client| Box::pin(v2_list_components_list_components(client))),
    ("v2.list_components", "list_components_page", |client| Box::pin(v2_list_components_list_components_page(client))),
    ("v2.update_component", "update_component", |client| Box::pin(v2_update_component_update_component(client))),
    ("v2.delete_component", "delete_component", |client| Box::pin(v2_delete_component_delete_component(client))),
    ("v2.delete_component", "delete_component_by_force", |client| Box::pin(v2_delete_component_delete_component_by_force(client))),
    ("v2.get_component", "get_component", |client| Box::pin(v2_get_component_get_component(client))),
    ("v2.list_component_overviews", "list_component_overviews", |client| Box::pin(v2_list_component_overviews_list_component_overviews(client))),
    ("v2.create_environment", "create_environment", |client| Box::pin(v2_create_environment_create_environment(client))),
    ("v2.list_environments", "list_environments", |client| Box::pin(v2_list_environments_list_environments(client))),
    ("v2.list_environments", "list_environments_page", |client| Box::pin(v2_list_environments_list_environments_page(client))),
    ("v2.update_environment", "update_environment", |client| Box::pin(v2_update_environment_update_environment(client))),
    ("v2.delete_environment", "delete_environment", |client| Box::pin(v2_delete_environment_delete_environment(client))),
    ("v2.get_environment", "get_environment", |client| Box::pin(v2_get_environment_get_environment(client))),
    ("v2.update_environment_resources", "update_environment_resources", |client| Box::pin(v2_update_environment_resources_update_environment_resources(client))),
    ("v2.create_instance", "create_instance", |client| Box::pin(v2_create_instance_create_instance(client))),
    ("v2.create_instance", "create_instance_with_workload", |client| Box::pin(v2_create_instance_create_instance_with_workload(client))),
    ("v2.list_instances", "list_instances", |client| Box::pin(v2_list_instances_list_instances(client))),
    ("v2.list_instances", "list_instances_page", |client| Box::pin(v2_list_instances_list_instances_page(client))),
    ("v2.run_instance_action", "scale_instance", |client| Box::pin(v2_run_instance_action_scale_instance(client))),
    ("v2.run_instance_action", "roll_back_instance", |client| Box::pin(v2_run_instance_action_roll_back_instance(client))),
    ("v2.run_instance_action", "restart_instance", |client| Box::pin(v2_run_instance_action_restart_instance(client))),
    ("v2.update_instance", "update_instance", |client| Box::pin(v2_update_instance_update_instance(client))),
    ("v2.delete_instance", "delete_instance", |client| Box::pin(v2_delete_instance_delete_instance(client))),
    ("v2.get_instance", "get_instance", |client| Box::pin(v2_get_instance_get_instance(client))),
    ("v2.list_instance_snapshots", "list_instance_snapshots", |client| Box::pin(v2_list_instance_snapshots_list_instance_snapshots(client))),
    ("v2.list_instance_snapshots", "list_instance_snapshots_page", |client| Box::pin(v2_list_instance_snapshots_list_instance_snapshots_page(client))),
    ("v2.get_job", "get_job", |client| Box::pin(v2_get_job_get_job(client))),
    ("v2.get_job", "get_job_page", |client| Box::pin(v2_get_job_get_job_page(client))),
    ("v2.get_job", "get_failed_job", |client| Box::pin(v2_get_job_get_failed_job(client))),
    ("v2.list_runtimes", "list_runtimes", |client| Box::pin(v2_list_runtimes_list_runtimes(client))),
    ("v2.list_flavors", "list_flavors", |client| Box::pin(v2_list_flavors_list_flavors(client))),
    ("v2.list_templates", "list_templates", |client| Box::pin(v2_list_templates_list_templates(client))),
    ("v3.create_addon", "create_addon", |client| Box::pin(v3_create_addon_create_addon(client))),
    ("v3.list_addons", "list_addons", |client| Box::pin(v3_list_addons_list_addons(client))),
    ("v3.list_addon_metadata", "list_addon_metadata", |client| Box::pin(v3_list_addon_metadata_list_addon_metadata(client))),
    ("v3.get_addon", "get_addon", |client| Box::pin(v3_get_addon_get_addon(client))),
    ("v3.get_addon", "get_failed_addon", |client| Box::pin(v3_get_addon_get_failed_addon(client))),
    ("v3.run_addon_action", "run_addon_action", |client| Box::pin(v3_run_addon_action_run_addon_action(client))),
    ("v3.delete_addon", "delete_addon", |client| Box::pin(v3_delete_addon_delete_addon(client))),
    ("v3.create_application", "create_application", |client| Box::pin(v3_create_application_create_application(client))),
    ("v3.list_applications", "list_applications", |client| Box::pin(v3_list_applications_list_applications(client))),
    ("v3.list_applications", "list_applications_page", |client| Box::pin(v3_list_applications_list_applications_page(client))),
    ("v3.update_application", "update_application", |client| Box::pin(v3_update_application_update_application(client))),
    ("v3.delete_application", "delete_application", |client| Box::pin(v3_delete_application_delete_application(client))),
    ("v3.get_application", "get_application", |client| Box::pin(v3_get_application_get_application(client))),
    ("v3.get_application_configuration", "get_application_configuration", |client| Box::pin(v3_get_application_configuration_get_application_configuration(client))),
    ("v3.update_application_configuration", "update_application_configuration", |client| Box::pin(v3_update_application_configuration_update_application_configuration(client))),
    ("v3.delete_application_configuration", "delete_application_configuration", |client| Box::pin(v3_delete_application_configuration_delete_application_configuration(client))),
    ("v3.run_application_action", "restart_components", |client| Box::pin(v3_run_application_action_restart_components(client))),
    ("v3.create_component", "create_component", |client| Box::pin(v3_create_component_create_component(client))),
    ("v3.create_component", "create_vm_component", |client| Box::pin(v3_create_component_create_vm_component(client))),
    ("v3.create_component", "create_code_component", |client| Box::pin(v3_create_component_create_code_component(client))),
    ("v3.create_component", "create_image_component", |client| Box::pin(v3_create_component_create_image_component(client))),
    ("v3.list_application_components", "list_application_components", |client| Box::pin(v3_list_application_components_list_application_components(client))),
    ("v3.list_components", "list_components", |client| Box::pin(v3_list_components_list_components(client))),
    ("v3.list_components", "list_components_page", |client| Box::pin(v3_list_components_list_components_page(client))),
    ("v3.update_component", "update_component", |client| Box::pin(v3_update_component_update_component(client))),
    ("v3.delete_component", "delete_component", |client| Box::pin(v3_delete_component_delete_component(client))),
    ("v3.get_component", "get_component", |client| Box::pin(v3_get_component_get_component(client))),
    ("v3.run_component_action", "start_component", |client| Box::pin(v3_run_component_action_start_component(client))),
    ("v3.run_component_action", "scale_component", |client| Box::pin(v3_run_component_action_scale_component(client))),
    ("v3.list_component_records", "list_component_records", |client| Box::pin(v3_list_component_records_list_component_records(client))),
    ("v3.refresh_component", "refresh_component", |client| Box::pin(v3_refresh_component_refresh_component(client))),
    ("v3.get_component_filter_options", "get_component_filter_options", |client| Box::pin(v3_get_component_filter_options_get_component_filter_options(client))),
    ("v3.create_config_group", "create_config_group", |client| Box::pin(v3_create_config_group_create_config_group(client))),
    ("v3.list_config_groups", "list_config_groups", |client| Box::pin(v3_list_config_groups_list_config_groups(client))),
    ("v3.list_config_groups", "list_config_groups_page", |client| Box::pin(v3_list_config_groups_list_config_groups_page(client))),
    ("v3.get_config_group", "get_config_group", |client| Box::pin(v3_get_config_group_get_config_group(client))),
    ("v3.delete_config_group", "delete_config_group", |client| Box::pin(v3_delete_config_group_delete_config_group(client))),
    ("v3.create_config_file", "create_config_file", |client| Box::pin(v3_create_config_file_create_config_file(client))),
    ("v3.import_config_files", "import_config_files", |client| Box::pin(v3_import_config_files_import_config_files(client))),
    ("v3.list_config_files", "list_config_files", |client| Box::pin(v3_list_config_files_list_config_files(client))),
    ("v3.list_config_files", "list_config_files_page", |client| Box::pin(v3_list_config_files_list_config_files_page(client))),
    ("v3.get_config_file", "get_config_file", |client| Box::pin(v3_get_config_file_get_config_file(client))),
    ("v3.delete_config_file", "delete_config_file", |client| Box::pin(v3_delete_config_file_delete_config_file(client))),
    ("v3.update_config_file", "update_config_file", |client| Box::pin(v3_update_config_file_update_config_file(client))),
    ("v3.list_config_records", "list_config_records", |client| Box::pin(v3_list_config_records_list_config_records(client))),
    ("v3.list_config_records", "list_config_records_page", |client| Box::pin(v3_list_config_records_list_config_records_page(client))),
    ("v3.get_config_record", "get_config_record", |client| Box::pin(v3_get_config_record_get_config_record(client))),
    ("v3.delete_config_record", "delete_config_record", |client| Box::pin(v3_delete_config_record_delete_config_record(client))),
    ("v3.provision_created_resources", "provision_created_resources", |client| Box::pin(v3_provision_created_resources_provision_created_resources(client))),
    ("v3.list_created_resources", "list_created_resources", |client| Box::pin(v3_list_created_resources_list_created_resources(client))),
    ("v3.add_created_resources", "add_created_resources", |client| Box::pin(v3_add_created_resources_add_created_resources(client))),
    ("v3.update_created_resource", "update_created_resource", |client| Box::pin(v3_update_created_resource_update_created_resource(client))),
    ("v3.delete_created_resource", "delete_created_resource", |client| Box::pin(v3_delete_created_resource_delete_created_resource(client))),
    ("v3.list_provision_records", "list_provision_records", |client| Box::pin(v3_list_provision_records_list_provision_records(client))),
    ("v3.get_provision_record", "get_provision_record", |client| Box::pin(v3_get_provision_record_get_provision_record(client))),
    ("v3.list_provision_events", "list_provision_events", |client| Box::pin(v3_list_provision_events_list_provision_events(client))),
    ("v3.create_environment", "create_environment", |client| Box::pin(v3_create_environment_create_environment(client))),
    ("v3.list_environments", "list_environments", |client| Box::pin(v3_list_environments_list_environments(client))),
    ("v3.list_environments", "list_environments_page", |client| Box::pin(v3_list_environments_list_environments_page(client))),
    ("v3.delete_environment", "delete_environment", |client| Box::pin(v3_delete_environment_delete_environment(client))),
    ("v3.update_environment", "update_environment", |client| Box::pin(v3_update_environment_update_environment(client))),
    ("v3.get_environment", "get_environment", |client| Box::pin(v3_get_environment_get_environment(client))),
    ("v3.update_environment_resources", "update_environment_resources", |client| Box::pin(v3_update_environment_resources_update_environment_resources(client))),
    ("v3.list_environment_resources", "list_environment_resources", |client| Box::pin(v3_list_environment_resources_list_environment_resources(client))),
    ("v3.get_job", "get_job", |client| Box::pin(v3_get_job_get_job(client))),
    ("v3.get_job", "get_job_page", |client| Box::pin(v3_get_job_get_job_page(client))),
    ("v3.get_job", "get_failed_job", |client| Box::pin(v3_get_job_get_failed_job(client))),
    ("v3.list_runtime_stacks", "list_runtime_stacks", |client| Box::pin(v3_list_runtime_stacks_list_runtime_stacks(client))),
    ("v3.list_runtime_stacks", "list_runtime_stacks_short", |client| Box::pin(v3_list_runtime_stacks_list_runtime_stacks_short(client))),
    ("v3.list_built_in_images", "list_built_in_images", |client| Box::pin(v3_list_built_in_images_list_built_in_images(client))),
    ("v3.create_runtime_stack", "create_runtime_stack", |client| Box::pin(v3_create_runtime_stack_create_runtime_stack(client))),
    ("v3.get_runtime_stack", "get_runtime_stack", |client| Box::pin(v3_get_runtime_stack_get_runtime_stack(client))),
    ("v3.update_runtime_stack", "update_runtime_stack", |client| Box::pin(v3_update_runtime_stack_update_runtime_stack(client))),
    ("v3.delete_runtime_stack", "delete_runtime_stack", |client| Box::pin(v3_delete_runtime_stack_delete_runtime_stack(client))),
    ("v3.run_runtime_stack_action", "release_runtime_stack", |client| Box::pin(v3_run_runtime_stack_action_release_runtime_stack(client))),
];

async fn cse_import_configurations_import_configurations(client: Client) -> Result<(), Error> {
    use servicestage_client::model::cse::{ConfigurationImport, DuplicateHandling};

    let body = ConfigurationImport::new(servicestage_client::File::from_path("custom_1663124521493.json"));
    let response = client
        .cse()
        .configurations()
        .import(DuplicateHandling::Force, "891bf21a-4024-4f47-b38c-bd259ca8f10a", &body)
        .send()
        .await?;
    Ok(())
}

async fn cse_export_configurations_export_configurations(client: Client) -> Result<(), Error> {
    use servicestage_client::model::cse::ConfigurationSelection;

    let body = ConfigurationSelection::new(["0bdfddb8-c4f9-4a88-8360-07a8a616a804"]);
    let response = client
        .cse()
        .configurations()
        .export("891bf21a-4024-4f47-b38c-bd259ca8f10a", &body)
        .send()
        .await?;
    Ok(())
}

async fn cse_list_engine_flavors_list_engine_flavors(client: Client) -> Result<(), Error> {
    let response = client.cse().engines().list_flavors().send().await?;
    Ok(())
}

async fn cse_list_engines_list_engines(client: Client) -> Result<(), Error> {
    let response = client.cse().engines().list().send().await?;
    Ok(())
}

async fn cse_list_engines_list_engines_page(client: Client) -> Result<(), Error> {
    use servicestage_client::model::cse::EngineType;

    let response = client
        .cse()
        .engines()
        .list()
        .engine_type(EngineType::Exclusive)
        .offset(0)
        .limit(100)
        .enterprise_project_id("0")
        .send()
        .await?;
    Ok(())
}

async fn cse_create_engine_create_engine(client: Client) -> Result<(), Error> {
    use servicestage_client::model::cse::{
        EngineAuthentication, EngineCreate, EngineCreateRequired, EngineFlavor, EngineGeneration,
        EnginePayment,
    };

    let body = EngineCreate::new(EngineCreateRequired {
        name: "test".into(),
        payment: EnginePayment::PayPerUse,
        flavor: EngineFlavor::Small,
        authentication: EngineAuthentication::Disabled,
        vpc: "vpc-demotest".into(),
        network_id: "88550801-e892-4f8e-b21b-f7147f6229".into(),
        subnet_cidr: "192.168.0.5/26".into(),
        generation: EngineGeneration::Second,
    })
    .description("test")
    .availability_zones(["test"])
    .vpc_id("09902850-9454-4715-9764-018f0c37022")
    .inputs([("nodeFlavor", "s6.large.2")]);
    let response = client.cse().engines().create(&body).send().await?;
    Ok(())
}

async fn cse_create_engine_create_secure_engine(client: Client) -> Result<(), Error> {
    use servicestage_client::model::cse::{
        EngineAuthScope, EngineAuthScopeRequired, EngineAuthentication, EngineCreate,
        EngineCreateRequired, EngineCredential, EngineFlavor, EngineGeneration, EnginePayment,
    };

    let body = EngineCreate::new(EngineCreateRequired {
        name: "test".into(),
        payment: EnginePayment::PayPerUse,
        flavor: EngineFlavor::Small,
        authentication: EngineAuthentication::Rbac,
        vpc: "vpc-demotest".into(),
        network_id: "88550801-e892-4f8e-b21b-f7147f6229".into(),
        subnet_cidr: "192.168.0.5/26".into(),
        generation: EngineGeneration::Second,
    })
    .description("test")
    .availability_zones(["test"])
    .auth_scope(EngineAuthScope::new(EngineAuthScopeRequired {
        console_auth_enabled: true,
        sdk_auth_enabled: true,
    }))
    .vpc_id("09902850-9454-4715-9764-018f0c37022")
    .credential(EngineCredential::new("*****"))
    .inputs([("nodeFlavor", "s6.large.2")]);
    let response = client.cse().engines().create(&body).enterprise_project_id("0").send().await?;
    Ok(())
}

async fn cse_get_engine_get_engine(client: Client) -> Result<(), Error> {
    let response = client.cse().engines().get("891bf21a-4024-4f47-b38c-bd259ca8f10a").send().await?;
    Ok(())
}

async fn cse_delete_engine_delete_engine(client: Client) -> Result<(), Error> {
    let response = client
        .cse()
        .engines()
        .delete("891bf21a-4024-4f47-b38c-bd259ca8f10a")
        .send()
        .await?;
    Ok(())
}

async fn cse_update_engine_update_engine(client: Client) -> Result<(), Error> {
    use servicestage_client::model::cse::EngineUpdate;

    let body = EngineUpdate::new().description("Engine of the shop");
    client
        .cse()
        .engines()
        .update("891bf21a-4024-4f47-b38c-bd259ca8f10a", &body)
        .send()
        .await?;
    Ok(())
}

async fn cse_run_engine_action_run_engine_action(client: Client) -> Result<(), Error> {
    use servicestage_client::model::cse::{EngineAction, EngineActionRequest};

    let body = EngineActionRequest::new(EngineAction::Retry);
    let response = client
        .cse()
        .engines()
        .run_action("891bf21a-4024-4f47-b38c-bd259ca8f10a", &body)
        .send()
        .await?;
    Ok(())
}

async fn cse_resize_engine_resize_engine(client: Client) -> Result<(), Error> {
    use servicestage_client::model::cse::{EngineFlavor, EngineResize};

    let body = EngineResize::new(EngineFlavor::Large);
    let response = client
        .cse()
        .engines()
        .resize("891bf21a-4024-4f47-b38c-bd259ca8f10a", &body)
        .send()
        .await?;
    Ok(())
}

async fn cse_upgrade_engine_upgrade_engine(client: Client) -> Result<(), Error> {
    use servicestage_client::model::cse::EngineUpgrade;

    let body = EngineUpgrade::new("2.4.0");
    let response = client
        .cse()
        .engines()
        .upgrade("891bf21a-4024-4f47-b38c-bd259ca8f10a", &body)
        .send()
        .await?;
    Ok(())
}

async fn cse_configure_engine_configure_engine(client: Client) -> Result<(), Error> {
    use servicestage_client::model::cse::{EngineAuthentication, EngineConfiguration};

    let body = EngineConfiguration::new(EngineAuthentication::Rbac);
    let response = client
        .cse()
        .engines()
        .configure("891bf21a-4024-4f47-b38c-bd259ca8f10a", &body)
        .send()
        .await?;
    Ok(())
}

async fn cse_list_engine_quotas_list_engine_quotas(client: Client) -> Result<(), Error> {
    let response = client.cse().engines().list_quotas().send().await?;
    Ok(())
}

async fn cse_list_gateway_plugins_list_gateway_plugins(client: Client) -> Result<(), Error> {
    let response = client
        .cse()
        .gateways()
        .list_plugins("b2e7a4d0-3c1f-4f6a-9d8e-5a7b6c4d3e2f")
        .send()
        .await?;
    Ok(())
}

async fn cse_create_gateway_plugin_create_gateway_plugin(client: Client) -> Result<(), Error> {
    use serde_json::json;
    use servicestage_client::model::cse::GatewayPlugin;

    let body = GatewayPlugin::new()
        .name("limiter")
        .url("oci://registry.example/plugins/limiter:1.0.0")
        .sha256("9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")
        .pull_policy("IfNotPresent")
        .phase("AUTHN")
        .priority(100)
        .config(json!({
            "limit": 10,
        }));
    let response = client
        .cse()
        .gateways()
        .create_plugin("b2e7a4d0-3c1f-4f6a-9d8e-5a7b6c4d3e2f", &body)
        .send()
        .await?;
    Ok(())
}

async fn cse_get_gateway_plugin_get_gateway_plugin(client: Client) -> Result<(), Error> {
    let response = client
        .cse()
        .gateways()
        .get_plugin("b2e7a4d0-3c1f-4f6a-9d8e-5a7b6c4d3e2f", "limiter")
        .send()
        .await?;
    Ok(())
}

async fn cse_update_gateway_plugin_update_gateway_plugin(client: Client) -> Result<(), Error> {
    use serde_json::json;
    use servicestage_client::model::cse::GatewayPlugin;

    let body = GatewayPlugin::new()
        .name("limiter")
        .url("oci://registry.example/plugins/limiter:1.0.0")
        .sha256("9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")
        .pull_policy("IfNotPresent")
        .phase("AUTHN")
        .priority(200)
        .config(json!({
            "limit": 10,
        }));
    let response = client
        .cse()
        .gateways()
        .update_plugin("b2e7a4d0-3c1f-4f6a-9d8e-5a7b6c4d3e2f", "limiter", &body)
        .send()
        .await?;
    Ok(())
}

async fn cse_delete_gateway_plugin_delete_gateway_plugin(client: Client) -> Result<(), Error> {
    client
        .cse()
        .gateways()
        .delete_plugin("b2e7a4d0-3c1f-4f6a-9d8e-5a7b6c4d3e2f", "limiter")
        .send()
        .await?;
    Ok(())
}

async fn cse_list_gateway_rpcs_list_gateway_rpcs(client: Client) -> Result<(), Error> {
    let response = client
        .cse()
        .gateways()
        .list_rpcs("b2e7a4d0-3c1f-4f6a-9d8e-5a7b6c4d3e2f")
        .send()
        .await?;
    Ok(())
}

async fn cse_create_gateway_rpc_create_gateway_rpc(client: Client) -> Result<(), Error> {
    use servicestage_client::model::cse::{Dubbo, DubboMethod, DubboParameter, GatewayRpc};

    let body = GatewayRpc::new()
        .gateway_id("b2e7a4d0-3c1f-4f6a-9d8e-5a7b6c4d3e2f")
        .name("orders")
        .route_name("orders")
        .route_destination_name("orders.dubbo")
        .dubbo(
            Dubbo::new()
                .service("com.example.Orders")
                .version("1.0.0")
                .group("shop")
                .methods([
                    DubboMethod::new()
                        .service_method("find")
                        .headers_attach("*")
                        .http_methods(["GET"])
                        .http_path("/orders/find")
                        .params([
                            DubboParameter::new()
                                .key("id")
                                .source_of_value("QUERY")
                                .java_type("java.lang.String"),
                        ]),
                ]),
        );
    let response = client
        .cse()
        .gateways()
        .create_rpc("b2e7a4d0-3c1f-4f6a-9d8e-5a7b6c4d3e2f", &body)
        .send()
        .await?;
    Ok(())
}

async fn cse_update_gateway_rpc_update_gateway_rpc(client: Client) -> Result<(), Error> {
    use servicestage_client::model::cse::{Dubbo, DubboMethod, DubboParameter, GatewayRpc};

    let body = GatewayRpc::new()
        .gateway_id("b2e7a4d0-3c1f-4f6a-9d8e-5a7b6c4d3e2f")
        .name("orders")
        .route_name("orders")
        .route_destination_name("orders.dubbo")
        .dubbo(
            Dubbo::new()
                .service("com.example.Orders")
                .version("1.1.0")
                .group("shop")
                .methods([
                    DubboMethod::new()
                        .service_method("find")
                        .headers_attach("*")
                        .http_methods(["GET"])
                        .http_path("/orders/find")
                        .params([
                            DubboParameter::new()
                                .key("id")
                                .source_of_value("QUERY")
                                .java_type("java.lang.String"),
                        ]),
                ]),
        );
    let response = client
        .cse()
        .gateways()
        .update_rpc("b2e7a4d0-3c1f-4f6a-9d8e-5a7b6c4d3e2f", "orders", &body)
        .send()
        .await?;
    Ok(())
}

async fn cse_delete_gateway_rpc_delete_gateway_rpc(client: Client) -> Result<(), Error> {
    client
        .cse()
        .gateways()
        .delete_rpc("b2e7a4d0-3c1f-4f6a-9d8e-5a7b6c4d3e2f", "orders")
        .send()
        .await?;
    Ok(())
}

async fn cse_list_policies_list_policies(client: Client) -> Result<(), Error> {
    let response = client
        .cse()
        .governance()
        .list("all", "891bf21a-4024-4f47-b38c-bd259ca8f10a", "0")
        .send()
        .await?;
    Ok(())
}

async fn cse_list_policies_of_kind_list_policies_of_kind(client: Client) -> Result<(), Error> {
    use servicestage_client::model::cse::GovernanceKind;

    let response = client
        .cse()
        .governance()
        .list_of_kind(GovernanceKind::Retry, "891bf21a-4024-4f47-b38c-bd259ca8f10a", "0")
        .send()
        .await?;
    Ok(())
}

async fn cse_create_policy_create_policy(client: Client) -> Result<(), Error> {
    use serde_json::json;
    use servicestage_client::cse::CreatePolicyRequired;
    use servicestage_client::model::cse::{GovernanceKind, PolicyDefinition, PolicySelector};

    let body = PolicyDefinition::new()
        .name("orders")
        .selector(
            PolicySelector::new()
                .environment("production")
                .application("shop")
                .service("catalog"),
        )
        .spec(json!({
            "rules": {
                "match": "orders.retry",
            },
            "maxAttempts": 3,
        }));
    let response = client
        .cse()
        .governance()
        .create(
            CreatePolicyRequired {
                kind: GovernanceKind::Retry,
                engine_id: "891bf21a-4024-4f47-b38c-bd259ca8f10a".into(),
                enterprise_project_id: "0".into(),
            },
            &body,
        )
        .send()
        .await?;
    Ok(())
}

async fn cse_get_policy_get_policy(client: Client) -> Result<(), Error> {
    use servicestage_client::cse::GetPolicyRequired;
    use servicestage_client::model::cse::GovernanceKind;

    let response = client
        .cse()
        .governance()
        .get(GetPolicyRequired {
            kind: GovernanceKind::Retry,
            policy_id: "5d4d4b2c-0c0b-4a7e-9d52-2a7b8e3c6f10".into(),
            engine_id: "891bf21a-4024-4f47-b38c-bd259ca8f10a".into(),
            enterprise_project_id: "0".into(),
        })
        .send()
        .await?;
    Ok(())
}

async fn cse_update_policy_update_policy(client: Client) -> Result<(), Error> {
    use serde_json::json;
    use servicestage_client::cse::UpdatePolicyRequired;
    use servicestage_client::model::cse::{GovernanceKind, PolicyDefinition, PolicySelector};

    let body = PolicyDefinition::new()
        .name("orders")
        .selector(
            PolicySelector::new()
                .environment("production")
                .application("shop")
                .service("catalog"),
        )
        .spec(json!({
            "rules": {
                "match": "orders.retry",
            },
            "maxAttempts": 5,
        }));
    let response = client
        .cse()
        .governance()
        .update(
            UpdatePolicyRequired {
                kind: GovernanceKind::Retry,
                policy_id: "5d4d4b2c-0c0b-4a7e-9d52-2a7b8e3c6f10".into(),
                engine_id: "891bf21a-4024-4f47-b38c-bd259ca8f10a".into(),
                enterprise_project_id: "0".into(),
            },
            &body,
        )
        .send()
        .await?;
    Ok(())
}

async fn cse_delete_policy_delete_policy(client: Client) -> Result<(), Error> {
    use servicestage_client::cse::DeletePolicyRequired;
    use servicestage_client::model::cse::GovernanceKind;

    let response = client
        .cse()
        .governance()
        .delete(DeletePolicyRequired {
            kind: GovernanceKind::Retry,
            policy_id: "5d4d4b2c-0c0b-4a7e-9d52-2a7b8e3c6f10".into(),
            engine_id: "891bf21a-4024-4f47-b38c-bd259ca8f10a".into(),
            enterprise_project_id: "0".into(),
        })
        .send()
        .await?;
    Ok(())
}

async fn cse_get_engine_job_get_engine_job(client: Client) -> Result<(), Error> {
    let response = client
        .cse()
        .engine_jobs()
        .get("ad76972c-a743-4770-859c-c98a680f4d98", 12339)
        .send()
        .await?;
    Ok(())
}

async fn cse_list_nacos_namespaces_list_nacos_namespaces(client: Client) -> Result<(), Error> {
    let response = client
        .cse()
        .nacos_namespaces()
        .list("891bf21a-4024-4f47-b38c-bd259ca8f10a")
        .send()
        .await?;
    Ok(())
}

async fn cse_create_nacos_namespace_create_nacos_namespace(client: Client) -> Result<(), Error> {
    use servicestage_client::cse::CreateNacosNamespaceRequired;

    client
        .cse()
        .nacos_namespaces()
        .create(CreateNacosNamespaceRequired {
            namespace_id: "b16b5b1c-2f83-4f3c-8b0e-6a4c0f6d9a11".into(),
            name: "shop".into(),
            engine_id: "891bf21a-4024-4f47-b38c-bd259ca8f10a".into(),
        })
        .send()
        .await?;
    Ok(())
}

async fn cse_update_nacos_namespace_update_nacos_namespace(client: Client) -> Result<(), Error> {
    use servicestage_client::cse::UpdateNacosNamespaceRequired;

    client
        .cse()
        .nacos_namespaces()
        .update(UpdateNacosNamespaceRequired {
            namespace_id: "b16b5b1c-2f83-4f3c-8b0e-6a4c0f6d9a11".into(),
            name: "store".into(),
            engine_id: "891bf21a-4024-4f47-b38c-bd259ca8f10a".into(),
        })
        .send()
        .await?;
    Ok(())
}

async fn cse_delete_nacos_namespace_delete_nacos_namespace(client: Client) -> Result<(), Error> {
    client
        .cse()
        .nacos_namespaces()
        .delete("b16b5b1c-2f83-4f3c-8b0e-6a4c0f6d9a11", "891bf21a-4024-4f47-b38c-bd259ca8f10a")
        .send()
        .await?;
    Ok(())
}

async fn cse_get_route_rules_get_route_rules(client: Client) -> Result<(), Error> {
    let response = client
        .cse()
        .route_rules()
        .get("catalog", "891bf21a-4024-4f47-b38c-bd259ca8f10a", "0")
        .send()
        .await?;
    Ok(())
}

async fn cse_set_route_rules_set_route_rules(client: Client) -> Result<(), Error> {
    use servicestage_client::cse::SetRouteRulesRequired;
    use servicestage_client::model::cse::{HeaderMatch, RouteMatch, RouteRule, RouteTarget};

    let body = vec![
        RouteRule::new()
            .precedence(1)
            .matches(
                RouteMatch::new()
                    .headers([("stage", HeaderMatch::new().exact("test").case_insensitive(false))]),
            )
            .targets([
                RouteTarget::new().name("old").weight(80).tags([("version", "1.0.0")]),
                RouteTarget::new().name("new").weight(20).tags([("version", "1.1.0")]),
            ]),
    ];
    let response = client
        .cse()
        .route_rules()
        .set(
            SetRouteRulesRequired {
                service_name: "catalog".into(),
                engine_id: "891bf21a-4024-4f47-b38c-bd259ca8f10a".into(),
                enterprise_project_id: "0".into(),
            },
            &body,
        )
        .send()
        .await?;
    Ok(())
}

async fn cse_delete_route_rules_delete_route_rules(client: Client) -> Result<(), Error> {
    let response = client
        .cse()
        .route_rules()
        .delete("catalog", "891bf21a-4024-4f47-b38c-bd259ca8f10a", "0")
        .send()
        .await?;
    Ok(())
}

async fn cse_add_engine_tags_add_engine_tags(client: Client) -> Result<(), Error> {
    use servicestage_client::model::cse::{EngineTag, EngineTags};

    let body = EngineTags::new([
        EngineTag::new().key("owner").value("shop"),
        EngineTag::new().key("stage").value("test"),
    ]);
    client
        .cse()
        .engine_tags()
        .add("891bf21a-4024-4f47-b38c-bd259ca8f10a", &body)
        .send()
        .await?;
    Ok(())
}

async fn cse_remove_engine_tags_remove_engine_tags(client: Client) -> Result<(), Error> {
    use servicestage_client::model::cse::{EngineTag, EngineTags};

    let body = EngineTags::new([EngineTag::new().key("stage").value("test")]);
    client
        .cse()
        .engine_tags()
        .remove("891bf21a-4024-4f47-b38c-bd259ca8f10a", &body)
        .send()
        .await?;
    Ok(())
}

async fn servicecomb_list_accounts_list_accounts(client: Client) -> Result<(), Error> {
    let response = client.servicecomb().engine_accounts().list().send().await?;
    Ok(())
}

async fn servicecomb_create_account_create_account(client: Client) -> Result<(), Error> {
    use servicestage_client::model::servicecomb::{AccountCreate, AccountCreateRequired};

    let body = AccountCreate::new(AccountCreateRequired {
        name: "dev-1".into(),
        password: servicestage_client::Secret::new("*****Aa1"),
        roles: vec!["developer".into()],
    });
    client.servicecomb().engine_accounts().create(&body).send().await?;
    Ok(())
}

async fn servicecomb_create_accounts_create_accounts(client: Client) -> Result<(), Error> {
    use servicestage_client::model::servicecomb::{
        AccountStatus, AccountsCreate, AccountsCreateItem,
    };

    let body = AccountsCreate::new([
        AccountsCreateItem::new("dev-2", ["developer"]),
        AccountsCreateItem::new("dev-1", ["developer"])
            .password("*****Aa1")
            .status(AccountStatus::Inactive),
    ]);
    let response = client.servicecomb().engine_accounts().create_many(&body).send().await?;
    Ok(())
}

async fn servicecomb_get_account_get_account(client: Client) -> Result<(), Error> {
    let response = client.servicecomb().engine_accounts().get("dev-1").send().await?;
    Ok(())
}

async fn servicecomb_update_account_update_account(client: Client) -> Result<(), Error> {
    use servicestage_client::model::servicecomb::{AccountStatus, AccountUpdate};

    let body = AccountUpdate::new().status(AccountStatus::Inactive);
    client.servicecomb().engine_accounts().update("dev-1", &body).send().await?;
    Ok(())
}

async fn servicecomb_delete_account_delete_account(client: Client) -> Result<(), Error> {
    client.servicecomb().engine_accounts().delete("dev-1").send().await?;
    Ok(())
}

async fn servicecomb_change_account_password_change_account_password(client: Client) -> Result<(), Error> {
    use servicestage_client::model::servicecomb::PasswordChange;

    let body = PasswordChange::new("*****Aa1").current_password("*****Bb2");
    client
        .servicecomb()
        .engine_accounts()
        .change_password("dev-1", &body)
        .send()
        .await?;
    Ok(())
}

async fn servicecomb_list_account_locks_list_account_locks(client: Client) -> Result<(), Error> {
    let response = client.servicecomb().engine_accounts().list_locks().send().await?;
    Ok(())
}

async fn servicecomb_get_own_permissions_get_own_permissions(client: Client) -> Result<(), Error> {
    let response = client.servicecomb().engine_accounts().own_permissions().send().await?;
    Ok(())
}

async fn servicecomb_create_token_create_token(client: Client) -> Result<(), Error> {
    use servicestage_client::model::servicecomb::{TokenCreate, TokenCreateRequired};

    let body = TokenCreate::new(TokenCreateRequired {
        name: "root".into(),
        password: servicestage_client::Secret::new("*****"),
    });
    let response = client.servicecomb().tokens().create(&body).send().await?;
    Ok(())
}

async fn servicecomb_get_configuration_center_health_get_configuration_center_health(client: Client) -> Result<(), Error> {
    let response = client.servicecomb().configuration_centers().get_health().send().await?;
    Ok(())
}

async fn servicecomb_create_configuration_create_configuration(client: Client) -> Result<(), Error> {
    use servicestage_client::model::servicecomb::{
        ConfigurationCreate, ConfigurationFormat, ConfigurationStatus,
    };

    let body = ConfigurationCreate::new("string")
        .value("string")
        .labels([("key1", "value1"), ("key2", "value2")])
        .status(ConfigurationStatus::Enabled)
        .value_type(ConfigurationFormat::Text);
    let response = client.servicecomb().configurations().create(&body).send().await?;
    Ok(())
}

async fn servicecomb_update_configuration_update_configuration(client: Client) -> Result<(), Error> {
    use servicestage_client::model::servicecomb::{ConfigurationStatus, ConfigurationUpdate};

    let body = ConfigurationUpdate::new()
        .value("this is a test")
        .status(ConfigurationStatus::Enabled);
    let response = client
        .servicecomb()
        .configurations()
        .update("8a9e6a5d-8d65-48fb-a40c-5150c8479da8", &body)
        .send()
        .await?;
    Ok(())
}

async fn servicecomb_get_configuration_get_configuration(client: Client) -> Result<(), Error> {
    let response = client
        .servicecomb()
        .configurations()
        .get("8a9e6a5d-8d65-48fb-a40c-5150c8479da8")
        .send()
        .await?;
    Ok(())
}

async fn servicecomb_list_configurations_list_configurations(client: Client) -> Result<(), Error> {
    let response = client.servicecomb().configurations().list().send().await?;
    Ok(())
}

async fn servicecomb_list_configurations_list_changed_configurations(client: Client) -> Result<(), Error> {
    use servicestage_client::model::servicecomb::LabelMatch;

    let response = client
        .servicecomb()
        .configurations()
        .list()
        .labels([("key1", "value1"), ("key2", "value2")])
        .label_match(LabelMatch::Exact)
        .if_changed(servicestage_client::Revision::new("12"))
        .wait(std::time::Duration::from_secs(10))
        .send()
        .await?;
    Ok(())
}

async fn servicecomb_delete_configuration_delete_configuration(client: Client) -> Result<(), Error> {
    client
        .servicecomb()
        .configurations()
        .delete("8a9e6a5d-8d65-48fb-a40c-5150c8479da8")
        .send()
        .await?;
    Ok(())
}

async fn servicecomb_delete_configurations_delete_configurations(client: Client) -> Result<(), Error> {
    use servicestage_client::model::servicecomb::ConfigurationsDelete;

    let body = ConfigurationsDelete::new().ids(["id1", "id2"]);
    client.servicecomb().configurations().delete_many(&body).send().await?;
    Ok(())
}

async fn servicecomb_list_configuration_history_list_configuration_history(client: Client) -> Result<(), Error> {
    let response = client
        .servicecomb()
        .configurations()
        .list_history("8a9e6a5d-8d65-48fb-a40c-5150c8479da8")
        .send()
        .await?;
    Ok(())
}

async fn servicecomb_list_configuration_polls_list_configuration_polls(client: Client) -> Result<(), Error> {
    let response = client
        .servicecomb()
        .configurations()
        .list_polls()
        .session_id("console-1")
        .send()
        .await?;
    Ok(())
}

async fn servicecomb_list_providers_list_providers(client: Client) -> Result<(), Error> {
    let response = client
        .servicecomb()
        .dependencies()
        .list_providers("dcc6c1073eab3cadb47cea2e1a874b7883b02a63")
        .send()
        .await?;
    Ok(())
}

async fn servicecomb_list_consumers_list_consumers(client: Client) -> Result<(), Error> {
    let response = client
        .servicecomb()
        .dependencies()
        .list_consumers("8aed80ea052ac04a64dfc79c24f2170224d074f5")
        .send()
        .await?;
    Ok(())
}

async fn servicecomb_add_dependencies_add_dependencies(client: Client) -> Result<(), Error> {
    use servicestage_client::model::servicecomb::{
        DependenciesCreate, DependencyConsumer, DependencyConsumerRequired, DependencyProvider,
        Environment, MicroserviceDependency,
    };

    let body = DependenciesCreate::new([
        MicroserviceDependency::new(
            DependencyConsumer::new(DependencyConsumerRequired {
                app_id: "default".into(),
                service_name: "test1".into(),
                version: "1.0.0".into(),
            })
            .environment(Environment::Development),
        )
        .providers([
            DependencyProvider::new("default", "test")
                .environment(Environment::Development)
                .version("1.0.0+"),
        ]),
    ]);
    client.servicecomb().dependencies().add(&body).send().await?;
    Ok(())
}

async fn servicecomb_create_dependencies_create_dependencies(client: Client) -> Result<(), Error> {
    use servicestage_client::model::servicecomb::{
        DependenciesCreate, DependencyConsumer, DependencyConsumerRequired, DependencyProvider,
        Environment, MicroserviceDependency,
    };

    let body = DependenciesCreate::new([
        MicroserviceDependency::new(
            DependencyConsumer::new(DependencyConsumerRequired {
                app_id: "default".into(),
                service_name: "test1".into(),
                version: "1.0.0".into(),
            })
            .environment(Environment::Unset),
        )
        .providers([
            DependencyProvider::new("default", "test")
                .environment(Environment::Unset)
                .version("1.0.0"),
        ]),
    ]);
    client.servicecomb().dependencies().create(&body).send().await?;
    Ok(())
}

async fn servicecomb_register_instance_register_instance(client: Client) -> Result<(), Error> {
    use servicestage_client::model::servicecomb::{
        DataCenter, DataCenterRequired, HealthCheck, HealthCheckMode, InstanceRegistration,
        InstanceStatus, MicroserviceInstance,
    };

    let body = InstanceRegistration::new(
        MicroserviceInstance::new("localhost")
            .endpoints(["grpc://127.0.1.312:9980", "rest://127.0.0.111:8081"])
            .status(InstanceStatus::Up)
            .properties([("_TAGS", "A, B"), ("attr1", "a"), ("nodeIP", "127.0.0.1")])
            .health_check(HealthCheck::new(HealthCheckMode::Push, 30).times(3))
            .data_center_info(DataCenter::new(DataCenterRequired {
                name: "dc".into(),
                region: "r1".into(),
                available_zone: "az1".into(),
            })),
    );
    let response = client
        .servicecomb()
        .instances()
        .register("8aed80ea052ac04a64dfc79c24f2170224d074f5", &body)
        .send()
        .await?;
    Ok(())
}

async fn servicecomb_list_instances_list_instances(client: Client) -> Result<(), Error> {
    let response = client
        .servicecomb()
        .instances()
        .list("8aed80ea052ac04a64dfc79c24f2170224d074f5")
        .send()
        .await?;
    Ok(())
}

async fn servicecomb_deregister_instance_deregister_instance(client: Client) -> Result<(), Error> {
    client
        .servicecomb()
        .instances()
        .deregister("8aed80ea052ac04a64dfc79c24f2170224d074f5", "8540bb8b693c4ad1a7fb6a756c415244")
        .send()
        .await?;
    Ok(())
}

async fn servicecomb_get_instance_get_instance(client: Client) -> Result<(), Error> {
    let response = client
        .servicecomb()
        .instances()
        .get("8aed80ea052ac04a64dfc79c24f2170224d074f5", "4994929d6b8044b29462d4f7daa33c4f")
        .send()
        .await?;
    Ok(())
}

async fn servicecomb_update_instance_properties_update_instance_properties(client: Client) -> Result<(), Error> {
    use servicestage_client::model::servicecomb::InstancePropertiesUpdate;

    let body = InstancePropertiesUpdate::new().properties([("attr1", "b")]);
    client
        .servicecomb()
        .instances()
        .update_properties(
            "8aed80ea052ac04a64dfc79c24f2170224d074f5",
            "8540bb8b693c4ad1a7fb6a756c415244",
            &body,
        )
        .send()
        .await?;
    Ok(())
}

async fn servicecomb_update_instance_status_update_instance_status(client: Client) -> Result<(), Error> {
    use servicestage_client::model::servicecomb::InstanceStatus;

    client
        .servicecomb()
        .instances()
        .update_status(
            "8aed80ea052ac04a64dfc79c24f2170224d074f5",
            "8540bb8b693c4ad1a7fb6a756c415244",
            InstanceStatus::Up,
        )
        .send()
        .await?;
    Ok(())
}

async fn servicecomb_send_heartbeat_send_heartbeat(client: Client) -> Result<(), Error> {
    client
        .servicecomb()
        .instances()
        .send_heartbeat(
            "8aed80ea052ac04a64dfc79c24f2170224d074f5",
            "8540bb8b693c4ad1a7fb6a756c415244",
        )
        .send()
        .await?;
    Ok(())
}

async fn servicecomb_find_instances_find_instances(client: Client) -> Result<(), Error> {
    let response = client.servicecomb().instances().find("default", "test").send().await?;
    Ok(())
}

async fn servicecomb_find_many_instances_find_many_instances(client: Client) -> Result<(), Error> {
    use servicestage_client::model::servicecomb::{
        Environment, InstanceAction, InstanceQuery, MicroserviceKey, MicroserviceQuery,
    };

    let body = InstanceQuery::new()
        .services([
            MicroserviceQuery::new(
                MicroserviceKey::new("default", "test").environment(Environment::Unset),
            )
            .revision("0"),
        ]);
    let response = client
        .servicecomb()
        .instances()
        .find_many(InstanceAction::Query, &body)
        .send()
        .await?;
    Ok(())
}

async fn servicecomb_send_heartbeats_send_heartbeats(client: Client) -> Result<(), Error> {
    use servicestage_client::model::servicecomb::{Heartbeats, InstanceHeartbeat};

    let body = Heartbeats::new([
        InstanceHeartbeat::new()
            .service_id("8aed80ea052ac04a64dfc79c24f2170224d074f5")
            .instance_id("8540bb8b693c4ad1a7fb6a756c415244"),
        InstanceHeartbeat::new()
            .service_id("8aed80ea052ac04a64dfc79c24f2170224d074f5")
            .instance_id("gone"),
    ]);
    let response = client.servicecomb().instances().send_heartbeats(&body).send().await?;
    Ok(())
}

async fn servicecomb_update_many_instance_statuses_update_many_instance_statuses(client: Client) -> Result<(), Error> {
    use servicestage_client::model::servicecomb::{
        InstanceMatch, InstanceStatus, InstanceStatusesUpdate,
    };

    let body = InstanceStatusesUpdate::new(
        InstanceMatch::new([("zone", "az1")]),
        InstanceStatus::OutOfService,
    );
    client.servicecomb().instances().update_many_statuses(&body).send().await?;
    Ok(())
}

async fn servicecomb_open_heartbeat_open_heartbeat(client: Client) -> Result<(), Error> {
    let mut messages = client
        .servicecomb()
        .instances()
        .open_heartbeat(
            "8aed80ea052ac04a64dfc79c24f2170224d074f5",
            "4994929d6b8044b29462d4f7daa33c4f",
        )
        .connect()
        .await?;
    while let Some(message) = messages.next().await {
        println!("{:?}", message?);
    }
    Ok(())
}

async fn servicecomb_list_legacy_configurations_list_legacy_configurations(client: Client) -> Result<(), Error> {
    let response = client
        .servicecomb()
        .legacy_configurations()
        .list("service@app#1.0.0")
        .send()
        .await?;
    Ok(())
}

async fn servicecomb_list_legacy_configurations_list_changed_legacy_configurations(client: Client) -> Result<(), Error> {
    use servicestage_client::model::servicecomb::Environment;

    let response = client
        .servicecomb()
        .legacy_configurations()
        .list("service@app#1.0.0")
        .key_filter("^k")
        .environment(Environment::Production)
        .if_changed(servicestage_client::Revision::new("0"))
        .send()
        .await?;
    Ok(())
}

async fn servicecomb_report_metrics_report_metrics(client: Client) -> Result<(), Error> {
    use servicestage_client::model::servicecomb::{InterfaceMetrics, MetricReport};

    let body = MetricReport::new()
        .name("test")
        .app_id("default")
        .version("1.0.0")
        .instance("hostNameTest")
        .thread(0)
        .cpu(0.0)
        .memory([("1", 1)])
        .interfaces([
            InterfaceMetrics::new()
                .name("test")
                .time(0i64)
                .qps(0.0)
                .latency(0.0)
                .rate(0.0)
                .total(0)
                .failure(0)
                .is_circuit_breaker_open(true)
                .short_circuited(0)
                .semaphore_rejected(0)
                .thread_pool_rejected(0)
                .count_timeout(0)
                .p99_5(0.0)
                .p99(0.0)
                .p90(0.0)
                .p75(0.0)
                .p50(0.0)
                .p25(0.0)
                .p5(0.0),
        ]);
    client.servicecomb().metrics().report(&body).domain_name("test").send().await?;
    Ok(())
}

async fn servicecomb_get_microservice_get_microservice(client: Client) -> Result<(), Error> {
    let response = client
        .servicecomb()
        .microservices()
        .get("819706e21b7173306797d19922ce4231441c17c5")
        .send()
        .await?;
    Ok(())
}

async fn servicecomb_delete_microservice_delete_microservice(client: Client) -> Result<(), Error> {
    client
        .servicecomb()
        .microservices()
        .delete("e0f0da073f2c91e8979a89ff2d7c69t6")
        .project_id("d9f4da085f2c11e8959a00ff2d7c69b7")
        .send()
        .await?;
    Ok(())
}

async fn servicecomb_list_microservices_list_microservices(client: Client) -> Result<(), Error> {
    let response = client.servicecomb().microservices().list().send().await?;
    Ok(())
}

async fn servicecomb_create_microservice_create_microservice(client: Client) -> Result<(), Error> {
    use servicestage_client::model::servicecomb::{
        Microservice, MicroserviceCreate, MicroserviceInstance, Rule, RuleRequired, RuleType,
    };

    let body = MicroserviceCreate::new(
        Microservice::new("test")
            .app_id("default")
            .version("1.0.0")
            .description("this is a test"),
    )
    .rules([Rule::new(RuleRequired {
        rule_type: RuleType::White,
        attribute: "tag_123".into(),
        pattern: "aaa".into(),
    })])
    .instances([MicroserviceInstance::new("instanceTest").endpoints(["rest://127.0.0.1:8080"])])
    .tags([
        ("test_tag1", "test_tag1"),
        ("test_tag2", "test_tag2"),
        ("test_tag3", "test_tag3"),
    ]);
    let response = client.servicecomb().microservices().create(&body).send().await?;
    Ok(())
}

async fn servicecomb_delete_microservices_delete_microservices(client: Client) -> Result<(), Error> {
    use servicestage_client::model::servicecomb::MicroservicesDelete;

    let body = MicroservicesDelete::new(["id1", "id2"]);
    let response = client.servicecomb().microservices().delete_many(&body).send().await?;
    Ok(())
}

async fn servicecomb_update_microservice_properties_update_microservice_properties(client: Client) -> Result<(), Error> {
    use servicestage_client::model::servicecomb::PropertiesUpdate;

    let body = PropertiesUpdate::new().properties([("a", "test")]);
    client
        .servicecomb()
        .microservices()
        .update_properties("8aed80ea052ac04a64dfc79c24f2170224d074f5", &body)
        .send()
        .await?;
    Ok(())
}

async fn servicecomb_check_existence_check_existence(client: Client) -> Result<(), Error> {
    use servicestage_client::model::servicecomb::ExistenceKind;

    let response = client
        .servicecomb()
        .microservices()
        .check_existence(ExistenceKind::Microservice)
        .app_id("default")
        .service_name("service")
        .version("1.0.0")
        .send()
        .await?;
    Ok(())
}

async fn servicecomb_check_existence_check_existence_of_schema(client: Client) -> Result<(), Error> {
    use servicestage_client::model::servicecomb::ExistenceKind;

    let response = client
        .servicecomb()
        .microservices()
        .check_existence(ExistenceKind::Schema)
        .service_id("819706e21b7173306797d19922ce4231441c17c5")
        .schema_id("servicecenter.grpc.api.ServiceCtrl")
        .send()
        .await?;
    Ok(())
}

async fn servicecomb_watch_providers_watch_providers(client: Client) -> Result<(), Error> {
    let mut messages = client
        .servicecomb()
        .microservices()
        .watch_providers("8aed80ea052ac04a64dfc79c24f2170224d074f5")
        .connect()
        .await?;
    while let Some(message) = messages.next().await {
        println!("{:?}", message?);
    }
    Ok(())
}

async fn servicecomb_get_registry_health_get_registry_health(client: Client) -> Result<(), Error> {
    let response = client.servicecomb().registries().get_health().send().await?;
    Ok(())
}

async fn servicecomb_get_registry_version_get_registry_version(client: Client) -> Result<(), Error> {
    let response = client.servicecomb().registries().get_version().send().await?;
    Ok(())
}

async fn servicecomb_get_microservice_view_get_microservice_view(client: Client) -> Result<(), Error> {
    let response = client
        .servicecomb()
        .registry_views()
        .get_microservice("8aed80ea052ac04a64dfc79c24f2170224d074f5")
        .send()
        .await?;
    Ok(())
}

async fn servicecomb_list_microservice_views_list_microservice_views(client: Client) -> Result<(), Error> {
    let response = client
        .servicecomb()
        .registry_views()
        .list_microservices()
        .options("statistics,instances")
        .send()
        .await?;
    Ok(())
}

async fn servicecomb_list_applications_list_applications(client: Client) -> Result<(), Error> {
    let response = client.servicecomb().registry_views().list_applications().send().await?;
    Ok(())
}

async fn servicecomb_get_relations_get_relations(client: Client) -> Result<(), Error> {
    let response = client.servicecomb().registry_views().get_relations().send().await?;
    Ok(())
}

async fn servicecomb_get_statistics_get_statistics(client: Client) -> Result<(), Error> {
    let response = client.servicecomb().registry_views().get_statistics().send().await?;
    Ok(())
}

async fn servicecomb_list_roles_list_roles(client: Client) -> Result<(), Error> {
    let response = client.servicecomb().engine_roles().list().send().await?;
    Ok(())
}

async fn servicecomb_create_role_create_role(client: Client) -> Result<(), Error> {
    use servicestage_client::model::servicecomb::{
        RoleCreate, RolePermission, RoleResource, RoleResourceKind, RoleVerb,
    };

    let body = RoleCreate::new("shop")
        .permissions([
            RolePermission::new()
                .resources([RoleResource::new().kind(RoleResourceKind::Service)])
                .verbs([RoleVerb::Get]),
            RolePermission::new()
                .resources([
                    RoleResource::new()
                        .kind(RoleResourceKind::Service)
                        .labels([("serviceName", "orders"), ("appId", "shop")]),
                ])
                .verbs([RoleVerb::Update, RoleVerb::Delete]),
        ]);
    client.servicecomb().engine_roles().create(&body).send().await?;
    Ok(())
}

async fn servicecomb_get_role_get_role(client: Client) -> Result<(), Error> {
    let response = client.servicecomb().engine_roles().get("developer").send().await?;
    Ok(())
}

async fn servicecomb_update_role_update_role(client: Client) -> Result<(), Error> {
    use servicestage_client::model::servicecomb::{
        RolePermission, RoleResource, RoleResourceKind, RoleUpdate, RoleVerb,
    };

    let body = RoleUpdate::new()
        .permissions([
            RolePermission::new()
                .resources([RoleResource::new().kind(RoleResourceKind::Service)])
                .verbs([RoleVerb::Get]),
        ]);
    client.servicecomb().engine_roles().update("shop", &body).send().await?;
    Ok(())
}

async fn servicecomb_delete_role_delete_role(client: Client) -> Result<(), Error> {
    client.servicecomb().engine_roles().delete("shop").send().await?;
    Ok(())
}

async fn servicecomb_get_schema_get_schema(client: Client) -> Result<(), Error> {
    let response = client
        .servicecomb()
        .schemas()
        .get("8aed80ea052ac04a64dfc79c24f2170224d074f5", "provider")
        .send()
        .await?;
    Ok(())
}

async fn servicecomb_update_schema_update_schema(client: Client) -> Result<(), Error> {
    use servicestage_client::model::servicecomb::SchemaUpdate;

    let body = SchemaUpdate::new(
        "---\nswagger: \"2.0\"\ninfo:\n  version: \"1.0.0\"\n  title: \"swagger definition for\ncom.service.provider.controller.ProviderImpl\"\n  x-java-interface:\n\"cse.gen.springmvc.provider.provider.ProviderImplIntf\"\n  basePath: \"/provider\"\n  consumes:\n- \"application/json\"\n  produces:\n- \"application/json\"\n  paths:\n    /helloworld:\n      get:\n        operationId:\n\"helloworld\"\n        produces:\n- \"application/json\"\n        parameters:\n- name: \"name\"\n  in: \"query\"\n  required: true\n  type: \"string\"\n      responses:\n        200:\n          description:\n\"response of 200\"\n          schema:\n            type: \"string\"\n",
    )
    .summary("test");
    client
        .servicecomb()
        .schemas()
        .update("8aed80ea052ac04a64dfc79c24f2170224d074f5", "provider", &body)
        .send()
        .await?;
    Ok(())
}

async fn servicecomb_update_schemas_update_schemas(client: Client) -> Result<(), Error> {
    use servicestage_client::model::servicecomb::{SchemaEntry, SchemaEntryRequired, SchemasUpdate};

    let body = SchemasUpdate::new([
        SchemaEntry::new(SchemaEntryRequired {
            schema_id: "orders".into(),
            schema: "swagger: \"2.0\"\n".into(),
            summary: "a1b2c3".into(),
        }),
        SchemaEntry::new(SchemaEntryRequired {
            schema_id: "stock".into(),
            schema: "swagger: \"2.0\"\n".into(),
            summary: "d4e5f6".into(),
        }),
    ]);
    client
        .servicecomb()
        .schemas()
        .update_all("8aed80ea052ac04a64dfc79c24f2170224d074f5", &body)
        .send()
        .await?;
    Ok(())
}

async fn servicecomb_delete_schema_delete_schema(client: Client) -> Result<(), Error> {
    client
        .servicecomb()
        .schemas()
        .delete("8aed80ea052ac04a64dfc79c24f2170224d074f5", "provider")
        .send()
        .await?;
    Ok(())
}

async fn servicecomb_list_schemas_list_schemas(client: Client) -> Result<(), Error> {
    use servicestage_client::model::servicecomb::SchemaView;

    let response = client
        .servicecomb()
        .schemas()
        .list("8aed80ea052ac04a64dfc79c24f2170224d074f5")
        .view(SchemaView::Full)
        .send()
        .await?;
    Ok(())
}

async fn servicecomb_get_tags_get_tags(client: Client) -> Result<(), Error> {
    let response = client
        .servicecomb()
        .tags()
        .get("8aed80ea052ac04a64dfc79c24f2170224d074f5")
        .send()
        .await?;
    Ok(())
}

async fn servicecomb_replace_tags_replace_tags(client: Client) -> Result<(), Error> {
    use servicestage_client::model::servicecomb::MicroserviceTags;

    let body = MicroserviceTags::new().tags([("zone", "az1"), ("track", "canary")]);
    client
        .servicecomb()
        .tags()
        .replace("8aed80ea052ac04a64dfc79c24f2170224d074f5", &body)
        .send()
        .await?;
    Ok(())
}

async fn servicecomb_update_tag_update_tag(client: Client) -> Result<(), Error> {
    use servicestage_client::servicecomb::UpdateTagRequired;

    client
        .servicecomb()
        .tags()
        .update(UpdateTagRequired {
            service_id: "8aed80ea052ac04a64dfc79c24f2170224d074f5".into(),
            key: "track".into(),
            value: "stable".into(),
        })
        .send()
        .await?;
    Ok(())
}

async fn servicecomb_delete_tags_delete_tags(client: Client) -> Result<(), Error> {
    client
        .servicecomb()
        .tags()
        .delete("8aed80ea052ac04a64dfc79c24f2170224d074f5", "zone,track")
        .send()
        .await?;
    Ok(())
}

async fn git_list_authorizations_list_authorizations(client: Client) -> Result<(), Error> {
    let response = client.git().authorizations().list().send().await?;
    Ok(())
}

async fn git_get_redirect_url_get_redirect_url(client: Client) -> Result<(), Error> {
    use servicestage_client::model::git::RepositoryType;

    let response = client
        .git()
        .authorizations()
        .get_redirect_url(RepositoryType::GitHub)
        .tag("intl")
        .send()
        .await?;
    Ok(())
}

async fn git_create_oauth_authorization_create_oauth_authorization(client: Client) -> Result<(), Error> {
    use servicestage_client::model::git::{
        OauthAuthorizationCreate, OauthAuthorizationCreateRequired, RepositoryType,
    };

    let body = OauthAuthorizationCreate::new(OauthAuthorizationCreateRequired {
        name: "auth1".into(),
        code: servicestage_client::Secret::new("04bed2df009f3fc9***c"),
        state: servicestage_client::Secret::new(
            "$2a$10$.uQYThj5yKFs51w9s9ajeuQ0NSGshPH7IUfXoZLPlz7J/oAJ8B****",
        ),
    });
    let response = client
        .git()
        .authorizations()
        .create_with_oauth(RepositoryType::GitHub, &body)
        .tag("intl")
        .send()
        .await?;
    Ok(())
}

async fn git_create_token_authorization_create_token_authorization(client: Client) -> Result<(), Error> {
    use servicestage_client::model::git::{
        RepositoryType, TokenAuthorizationCreate, TokenAuthorizationCreateRequired,
    };

    let body = TokenAuthorizationCreate::new(TokenAuthorizationCreateRequired {
        name: "token1".into(),
        token: servicestage_client::Secret::new("ghp_7QoYcNLFahSXSbhhuT8R5xHLKe*****6"),
    })
    .host("https://github.com");
    let response = client
        .git()
        .authorizations()
        .create_with_token(RepositoryType::GitHub, &body)
        .send()
        .await?;
    Ok(())
}

async fn git_create_password_authorization_create_password_authorization(client: Client) -> Result<(), Error> {
    use servicestage_client::model::git::{PasswordAuthorizationCreate, RepositoryType};

    let body = PasswordAuthorizationCreate::new("pass1").user("bucket-ljn").password("*****");
    let response = client
        .git()
        .authorizations()
        .create_with_password(RepositoryType::Bitbucket, &body)
        .send()
        .await?;
    Ok(())
}

async fn git_delete_authorization_delete_authorization(client: Client) -> Result<(), Error> {
    client.git().authorizations().delete("auth1").send().await?;
    Ok(())
}

async fn git_list_files_list_files(client: Client) -> Result<(), Error> {
    use servicestage_client::git::ListFilesRequired;

    let response = client
        .git()
        .files()
        .list(ListFilesRequired {
            namespace: "zmg".into(),
            project: "gradle_custom_gradle_dir".into(),
            revision: "master".into(),
            repo_auth: "auth1".into(),
        })
        .send()
        .await?;
    Ok(())
}

async fn git_get_file_get_file(client: Client) -> Result<(), Error> {
    use servicestage_client::git::GetFileRequired;

    let response = client
        .git()
        .files()
        .get(GetFileRequired {
            namespace: "zmg".into(),
            project: "gradle_custom_gradle_dir".into(),
            path: "app/models/key.rb".into(),
            revision: "master".into(),
            repo_auth: "auth1".into(),
        })
        .send()
        .await?;
    Ok(())
}

async fn git_create_file_create_file(client: Client) -> Result<(), Error> {
    use servicestage_client::git::CreateFileRequired;
    use servicestage_client::model::git::{FileCreate, FileCreateRequired};

    let body = FileCreate::new(FileCreateRequired {
        message: "create a new file".into(),
        content: "IyA9PSBTY2hlbWEgSW5mb3JtYXRpb24K".into(),
    });
    let response = client
        .git()
        .files()
        .create(
            CreateFileRequired {
                namespace: "zmg".into(),
                project: "gradle_custom_gradle_dir".into(),
                path: "app/project.rb".into(),
                branch: "master".into(),
                repo_auth: "auth1".into(),
            },
            &body,
        )
        .send()
        .await?;
    Ok(())
}

async fn git_update_file_update_file(client: Client) -> Result<(), Error> {
    use servicestage_client::git::UpdateFileRequired;
    use servicestage_client::model::git::{FileUpdate, FileUpdateRequired};

    let body = FileUpdate::new(FileUpdateRequired {
        message: "update file".into(),
        content: "IyA9PSBTY2hlbWEgSW5mb3JtYXRpb24K".into(),
        sha: "4c294617b60715c1d218e61164a3abd4808a4284cbc30e6728a01ad9aada4481".into(),
    });
    let response = client
        .git()
        .files()
        .update(
            UpdateFileRequired {
                namespace: "zmg".into(),
                project: "gradle_custom_gradle_dir".into(),
                path: "app/project.rb".into(),
                branch: "master".into(),
                repo_auth: "auth1".into(),
            },
            &body,
        )
        .send()
        .await?;
    Ok(())
}

async fn git_delete_file_delete_file(client: Client) -> Result<(), Error> {
    use servicestage_client::git::DeleteFileRequired;

    client
        .git()
        .files()
        .delete(DeleteFileRequired {
            namespace: "zmg".into(),
            project: "gradle_custom_gradle_dir".into(),
            path: "app/project.rb".into(),
            branch: "master".into(),
            message: "delete file".into(),
            sha: "4c294617b60715c1d218e61164a3abd4808a4284cbc30e6728a01ad9aada4481".into(),
            repo_auth: "auth1".into(),
        })
        .send()
        .await?;
    Ok(())
}

async fn git_list_namespaces_list_namespaces(client: Client) -> Result<(), Error> {
    let response = client.git().repositories().list_namespaces("auth1").send().await?;
    Ok(())
}

async fn git_get_repository_by_clone_url_get_repository_by_clone_url(client: Client) -> Result<(), Error> {
    use servicestage_client::git::GetRepositoryByCloneUrlRequired;

    let response = client
        .git()
        .repositories()
        .get_by_clone_url(GetRepositoryByCloneUrlRequired {
            clone_url: "http://xxx.gitlab.com:8090/xxx/springcloud-xxbbon.git".into(),
            repo_auth: "auth1".into(),
        })
        .send()
        .await?;
    Ok(())
}

async fn git_list_projects_list_projects(client: Client) -> Result<(), Error> {
    let response = client.git().repositories().list_projects("zmg", "auth1").send().await?;
    Ok(())
}

async fn git_create_project_create_project(client: Client) -> Result<(), Error> {
    use servicestage_client::model::git::ProjectCreate;

    let body = ProjectCreate::new("gradle_custom_gradle_dir");
    let response = client.git().repositories().create_project("zmg", "auth1", &body).send().await?;
    Ok(())
}

async fn git_list_branches_list_branches(client: Client) -> Result<(), Error> {
    let response = client
        .git()
        .repositories()
        .list_branches("zmg", "gradle_custom_gradle_dir", "auth1")
        .send()
        .await?;
    Ok(())
}

async fn git_list_tags_list_tags(client: Client) -> Result<(), Error> {
    let response = client
        .git()
        .repositories()
        .list_tags("zmg", "gradle_custom_gradle_dir", "auth1")
        .send()
        .await?;
    Ok(())
}

async fn git_create_tag_create_tag(client: Client) -> Result<(), Error> {
    use servicestage_client::git::CreateTagRequired;
    use servicestage_client::model::git::{TagCreate, TagCreateRequired};

    let body = TagCreate::new(TagCreateRequired {
        name: "test1".into(),
        description: "test version 1".into(),
    });
    let response = client
        .git()
        .repositories()
        .create_tag(
            CreateTagRequired {
                namespace: "zmg".into(),
                project: "gradle_custom_gradle_dir".into(),
                revision: "main".into(),
                repo_auth: "auth1".into(),
            },
            &body,
        )
        .send()
        .await?;
    Ok(())
}

async fn git_delete_tag_delete_tag(client: Client) -> Result<(), Error> {
    use servicestage_client::git::DeleteTagRequired;

    client
        .git()
        .repositories()
        .delete_tag(DeleteTagRequired {
            namespace: "zmg".into(),
            project: "gradle_custom_gradle_dir".into(),
            tag_name: "test1".into(),
            repo_auth: "auth1".into(),
        })
        .send()
        .await?;
    Ok(())
}

async fn git_list_commits_list_commits(client: Client) -> Result<(), Error> {
    let response = client
        .git()
        .repositories()
        .list_commits("zmg", "gradle_custom_gradle_dir", "auth1")
        .send()
        .await?;
    Ok(())
}

async fn git_list_webhooks_list_webhooks(client: Client) -> Result<(), Error> {
    let response = client
        .git()
        .webhooks()
        .list("zmg", "gradle_custom_gradle_dir", "auth1")
        .send()
        .await?;
    Ok(())
}

async fn git_create_webhook_create_webhook(client: Client) -> Result<(), Error> {
    use servicestage_client::git::CreateWebhookRequired;
    use servicestage_client::model::git::{WebhookCreate, WebhookCreateRequired};

    let body = WebhookCreate::new(WebhookCreateRequired {
        secret: servicestage_client::Secret::new("*****"),
        url: "https://example.com/webhook".into(),
    });
    let response = client
        .git()
        .webhooks()
        .create(
            CreateWebhookRequired {
                namespace: "zmg".into(),
                project: "gradle_custom_gradle_dir".into(),
                repo_auth: "auth1".into(),
            },
            &body,
        )
        .send()
        .await?;
    Ok(())
}

async fn git_delete_webhook_delete_webhook(client: Client) -> Result<(), Error> {
    use servicestage_client::git::DeleteWebhookRequired;

    client
        .git()
        .webhooks()
        .delete(DeleteWebhookRequired {
            namespace: "zmg".into(),
            project: "gradle_custom_gradle_dir".into(),
            hook_id: "1573".into(),
            repo_auth: "auth1".into(),
        })
        .send()
        .await?;
    Ok(())
}

async fn v2_create_application_create_application(client: Client) -> Result<(), Error> {
    use servicestage_client::model::v2::ApplicationCreate;

    let body = ApplicationCreate::new("app-xpmtii").description("test");
    let response = client.v2().applications().create(&body).send().await?;
    Ok(())
}

async fn v2_list_applications_list_applications(client: Client) -> Result<(), Error> {
    let response = client.v2().applications().list().send().await?;
    Ok(())
}

async fn v2_list_applications_list_applications_page(client: Client) -> Result<(), Error> {
    use servicestage_client::model::v2::{SortField, SortOrder};

    let response = client
        .v2()
        .applications()
        .list()
        .limit(10)
        .offset(0)
        .order_by(SortField::UpdateTime)
        .order(SortOrder::Desc)
        .send()
        .await?;
    Ok(())
}

async fn v2_update_application_update_application(client: Client) -> Result<(), Error> {
    use servicestage_client::model::v2::ApplicationUpdate;

    let body = ApplicationUpdate::new().name("app-test").description("test");
    let response = client
        .v2()
        .applications()
        .update("e5213b62-0e3c-476f-9960-3e4108787350", &body)
        .send()
        .await?;
    Ok(())
}

async fn v2_delete_application_delete_application(client: Client) -> Result<(), Error> {
    client
        .v2()
        .applications()
        .delete("e5213b62-0e3c-476f-9960-3e4108787350")
        .send()
        .await?;
    Ok(())
}

async fn v2_get_application_get_application(client: Client) -> Result<(), Error> {
    let response = client
        .v2()
        .applications()
        .get("e5213b62-0e3c-476f-9960-3e4108787350")
        .send()
        .await?;
    Ok(())
}

async fn v2_update_application_configuration_update_application_configuration(client: Client) -> Result<(), Error> {
    use servicestage_client::model::v2::{
        ApplicationConfigurationUpdate, ApplicationSettingsUpdate, EnvVariable,
        EnvVariableRequired,
    };

    let body = ApplicationConfigurationUpdate::new(
        "0fa75dfe-0d32-4bc1-848b-8008cf3f2567",
        ApplicationSettingsUpdate::new([EnvVariable::new(EnvVariableRequired {
            name: "app-env".into(),
            value: "env".into(),
        })]),
    );
    let response = client
        .v2()
        .applications()
        .update_configuration("06cf2fda-af45-44b4-9e22-6294c4804515", &body)
        .send()
        .await?;
    Ok(())
}

async fn v2_delete_application_configuration_delete_application_configuration(client: Client) -> Result<(), Error> {
    client
        .v2()
        .applications()
        .delete_configuration(
            "06cf2fda-af45-44b4-9e22-6294c4804515",
            "0fa75dfe-0d32-4bc1-848b-8008cf3f2567",
        )
        .send()
        .await?;
    Ok(())
}

async fn v2_get_application_configuration_get_application_configuration(client: Client) -> Result<(), Error> {
    let response = client
        .v2()
        .applications()
        .get_configuration("e5213b62-0e3c-476f-9960-3e4108787350")
        .environment_id("00078e9d-a61c-476e-ac63-a10c9cb2638e")
        .send()
        .await?;
    Ok(())
}

async fn v2_create_component_create_component(client: Client) -> Result<(), Error> {
    use servicestage_client::model::v2::{
        ArtifactProperties, ArtifactSource, ArtifactStorage, ArtifactType, BuildParameters,
        ComponentBuild, ComponentCategory, ComponentCreate, ComponentCreateRequired,
    };

    let body = ComponentCreate::new(ComponentCreateRequired {
        name: "mycomponent".into(),
        runtime: "Java8".into(),
        category: ComponentCategory::Microservice,
    })
    .sub_category("Java Chassis")
    .description("")
    .source(
        ArtifactSource::new()
            .storage(ArtifactStorage::Obs)
            .r#type(ArtifactType::Package)
            .url("obs://myapp/demo.jar")
            .properties(
                ArtifactProperties::new()
                    .endpoint("https://obs.region_id.external_domain_name.com")
                    .bucket("myapp")
                    .key("demo.jar"),
            ),
    )
    .build(
        ComponentBuild::new()
            .parameters(
                BuildParameters::new()
                    .artifact_namespace("ns")
                    .cluster_id("523498f1-36c4-11eb-ae36-0255ac1000c2")
                    .cluster_name("cce-test")
                    .cluster_type("VirtualMachine")
                    .use_public_cluster(false),
            ),
    );
    let response = client
        .v2()
        .components()
        .create("a8f7eed5-0aa0-4251-9723-c9119a6bf56d", &body)
        .send()
        .await?;
    Ok(())
}

async fn v2_create_component_create_code_component(client: Client) -> Result<(), Error> {
    use servicestage_client::model::v2::{
        BuildParameters, CodeSource, ComponentBuild, ComponentCategory, ComponentCreate,
        ComponentCreateRequired, RepositoryType,
    };

    let body = ComponentCreate::new(ComponentCreateRequired {
        name: "mycomponent".into(),
        runtime: "Java8".into(),
        category: ComponentCategory::Microservice,
    })
    .sub_category("Java Chassis")
    .description("")
    .source(
        CodeSource::new()
            .repo_type(RepositoryType::GitHub)
            .repo_url("https://github.com/example/weather.git")
            .repo_ref("main")
            .repo_auth("devcloud"),
    )
    .build(
        ComponentBuild::new()
            .parameters(
                BuildParameters::new()
                    .artifact_namespace("ns")
                    .cluster_id("523498f1-36c4-11eb-ae36-0255ac1000c2")
                    .cluster_name("cce-test")
                    .cluster_type("VirtualMachine")
                    .use_public_cluster(false),
            ),
    );
    let response = client
        .v2()
        .components()
        .create("a8f7eed5-0aa0-4251-9723-c9119a6bf56d", &body)
        .send()
        .await?;
    Ok(())
}

async fn v2_list_components_list_components(client: Client) -> Result<(), Error> {
    let response = client
        .v2()
        .components()
        .list("a8f7eed5-0aa0-4251-9723-c9119a6bf56d")
        .send()
        .await?;
    Ok(())
}

async fn v2_list_components_list_components_page(client: Client) -> Result<(), Error> {
    use servicestage_client::model::v2::{SortField, SortOrder};

    let response = client
        .v2()
        .components()
        .list("a8f7eed5-0aa0-4251-9723-c9119a6bf56d")
        .limit(10)
        .offset(0)
        .order_by(SortField::Name)
        .order(SortOrder::Asc)
        .send()
        .await?;
    Ok(())
}

async fn v2_update_component_update_component(client: Client) -> Result<(), Error> {
    use servicestage_client::model::v2::{
        ArtifactAuth, ArtifactProperties, ArtifactSource, ArtifactStorage, ArtifactType,
        BuildParameters, ComponentBuild, ComponentUpdate,
    };

    let body = ComponentUpdate::new()
        .name("test-micro")
        .description("")
        .source(
            ArtifactSource::new()
                .storage(ArtifactStorage::Obs)
                .r#type(ArtifactType::Package)
                .url("obs://test-soft/fusionweather-1.0.0.jar")
                .auth(ArtifactAuth::Iam)
                .properties(
                    ArtifactProperties::new()
                        .endpoint("https://obs.region_id.development.com:443")
                        .bucket("test-soft")
                        .key("fusionweather-1.0.0.jar"),
                )
                .web_url(""),
        )
        .build(
            ComponentBuild::new()
                .parameters(
                    BuildParameters::new()
                        .artifact_namespace("ns")
                        .cluster_id("523498f1-36c4-11eb-ae36-0255ac1000c2")
                        .cluster_name("cce-test")
                        .cluster_type("VirtualMachine")
                        .use_public_cluster(false),
                ),
        );
    let response = client
        .v2()
        .components()
        .update(
            "4d92833a-fa05-4fc0-a761-e67620022310",
            "1cfdda6f-84cd-4ead-8e09-628fabf662e2",
            &body,
        )
        .send()
        .await?;
    Ok(())
}

async fn v2_delete_component_delete_component(client: Client) -> Result<(), Error> {
    client
        .v2()
        .components()
        .delete("4d92833a-fa05-4fc0-a761-e67620022310", "1cfdda6f-84cd-4ead-8e09-628fabf662e2")
        .send()
        .await?;
    Ok(())
}

async fn v2_delete_component_delete_component_by_force(client: Client) -> Result<(), Error> {
    client
        .v2()
        .components()
        .delete("4d92833a-fa05-4fc0-a761-e67620022310", "1cfdda6f-84cd-4ead-8e09-628fabf662e2")
        .force(true)
        .send()
        .await?;
    Ok(())
}

async fn v2_get_component_get_component(client: Client) -> Result<(), Error> {
    let response = client
        .v2()
        .components()
        .get("4d92833a-fa05-4fc0-a761-e67620022310", "1cfdda6f-84cd-4ead-8e09-628fabf662e2")
        .send()
        .await?;
    Ok(())
}

async fn v2_list_component_overviews_list_component_overviews(client: Client) -> Result<(), Error> {
    let response = client
        .v2()
        .components()
        .list_overviews("a8f7eed5-0aa0-4251-9723-c9119a6bf56d")
        .send()
        .await?;
    Ok(())
}

async fn v2_create_environment_create_environment(client: Client) -> Result<(), Error> {
    use servicestage_client::model::v2::{
        ChargeMode, DeployMode, EnvironmentCreate, EnvironmentResource, ResourceType,
    };

    let body = EnvironmentCreate::new(
        "development-env",
        "29d55020-ae0e-4a18-871c-93e6976ee7bd",
        [EnvironmentResource::new("b6862a62-d916-11e9-bdf1-0255ac101fd9", ResourceType::Cce)],
    )
    .deploy_mode(DeployMode::Container)
    .description("")
    .charge_mode(ChargeMode::Provided)
    .optional_resources([EnvironmentResource::new("default", ResourceType::Cse)]);
    let response = client.v2().environments().create(&body).send().await?;
    Ok(())
}

async fn v2_list_environments_list_environments(client: Client) -> Result<(), Error> {
    let response = client.v2().environments().list().send().await?;
    Ok(())
}

async fn v2_list_environments_list_environments_page(client: Client) -> Result<(), Error> {
    use servicestage_client::model::v2::{SortField, SortOrder};

    let response = client
        .v2()
        .environments()
        .list()
        .limit(10)
        .offset(0)
        .order_by(SortField::Name)
        .order(SortOrder::Asc)
        .send()
        .await?;
    Ok(())
}

async fn v2_update_environment_update_environment(client: Client) -> Result<(), Error> {
    use servicestage_client::model::v2::EnvironmentUpdate;

    let body = EnvironmentUpdate::new()
        .name("development-env2")
        .description("here is description");
    let response = client
        .v2()
        .environments()
        .update("00078e9d-a61c-476e-ac63-a10c9cb2638e", &body)
        .send()
        .await?;
    Ok(())
}

async fn v2_delete_environment_delete_environment(client: Client) -> Result<(), Error> {
    client
        .v2()
        .environments()
        .delete("00078e9d-a61c-476e-ac63-a10c9cb2638e")
        .send()
        .await?;
    Ok(())
}

async fn v2_get_environment_get_environment(client: Client) -> Result<(), Error> {
    let response = client
        .v2()
        .environments()
        .get("ea011e01-2eb5-453f-87bf-874e4a855abe")
        .send()
        .await?;
    Ok(())
}

async fn v2_update_environment_resources_update_environment_resources(client: Client) -> Result<(), Error> {
    use servicestage_client::model::v2::{
        EnvironmentResource, EnvironmentResourcesUpdate, ResourceType,
    };

    let body = EnvironmentResourcesUpdate::new()
        .add_base_resources([
            EnvironmentResource::new("ed2f3420-7031-4d93-b92b-e360cd4acf9e", ResourceType::Ecs)
                .name("ecs-9876"),
        ])
        .add_optional_resources([
            EnvironmentResource::new("default", ResourceType::Cse)
                .name("Cloud Service Engine"),
        ])
        .remove_resources([
            EnvironmentResource::new("523498f1-36c4-11eb-ae36-0255ac1000c2", ResourceType::Ecs)
                .name("test"),
        ]);
    let response = client
        .v2()
        .environments()
        .update_resources("00078e9d-a61c-476e-ac63-a10c9cb2638e", &body)
        .send()
        .await?;
    Ok(())
}

async fn v2_create_instance_create_instance(client: Client) -> Result<(), Error> {
    use servicestage_client::model::v2::{
        ArtifactAuth, ArtifactProperties, ArtifactStorage, ArtifactType, EnvVariable,
        EnvVariableRequired, InstanceArtifact, InstanceConfiguration, InstanceCreate,
        InstanceCreateRequired, ReferencedResource, ReferencedResourceParameters, ResourceType,
    };

    let body = InstanceCreate::new(InstanceCreateRequired {
        name: "component-instance-name".into(),
        environment_id: "6e763000-9128-4a9d-adea-34c42cc5344d".into(),
        replica: 1,
        flavor_id: "MICRO-5G:0.5C:1G".into(),
        version: "1.0.0".into(),
        refer_resources: vec![
            ReferencedResource::new("b6862a62-d916-11e9-bdf1-0255ac101fd9", ResourceType::Cce)
                .parameters(ReferencedResourceParameters::new().namespace("default")),
            ReferencedResource::new("8c0a45cc-626f-4d65-8257-507ee059aa9a", ResourceType::Elb),
        ],
    })
    .artifacts([
        (
            "container-name",
            InstanceArtifact::new(ArtifactType::Package, "obs://myapp/demo.jar")
                .storage(ArtifactStorage::Obs)
                .auth(ArtifactAuth::Iam)
                .properties(
                    ArtifactProperties::new()
                        .endpoint("https://obs.region_id.external_domain_name.com")
                        .bucket("myapp")
                        .key("demo.jar"),
                ),
        ),
    ])
    .configuration(
        InstanceConfiguration::new()
            .env([EnvVariable::new(EnvVariableRequired {
                name: "log-level".into(),
                value: "warn".into(),
            })]),
    )
    .description("instance desc");
    let response = client
        .v2()
        .instances()
        .create(
            "4d92833a-fa05-4fc0-a761-e67620022310",
            "1cfdda6f-84cd-4ead-8e09-628fabf662e2",
            &body,
        )
        .send()
        .await?;
    Ok(())
}

async fn v2_create_instance_create_instance_with_workload(client: Client) -> Result<(), Error> {
    use servicestage_client::model::v2::{
        Affinity, ArtifactAuth, ArtifactProperties, ArtifactStorage, ArtifactType, CommandLine,
        CommandProbe, ConfigMapParameters, ConfigMapVolume, ContainerConfiguration, ContainerSize,
        EmptyDirMedium, EmptyDirParameters, EmptyDirVolume, EnvVariable, EnvVariableRequired,
        ExternalAccess, ExternalAccessProtocol, HostPathParameters, HostPathVolume, HttpCall,
        HttpProbe, HttpProbeParameters, HttpScheme, InstanceArtifact, InstanceConfiguration,
        InstanceCreate, InstanceCreateRequired, Lifecycle, PersistentVolumeClaimParameters,
        PersistentVolumeClaimVolume, Probes, ReferencedResource, ReferencedResourceParameters,
        ResourceType, Scheduling, SecretParameters, SecretVolume, StartCommand, StorageVolume,
        TcpProbe, TcpProbeParameters, UpgradeMode, UpgradeStrategy, VolumeMount,
        VolumeMountRequired, WorkloadSpec, WorkloadType,
    };

    let body = InstanceCreate::new(InstanceCreateRequired {
        name: "component-instance-name".into(),
        environment_id: "61b81021-21d5-42f3-b80e-0b6bd10dbf7d".into(),
        replica: 1,
        flavor_id: "CUSTOM-10G:250m-250m:0.5Gi-0.5Gi".into(),
        version: "1.0.0".into(),
        refer_resources: vec![
            ReferencedResource::new("523498f1-36c4-11eb-ae36-0255ac1000c2", ResourceType::Cce)
                .parameters(ReferencedResourceParameters::new().namespace("default")),
        ],
    })
    .artifacts([
        (
            "test-micro",
            InstanceArtifact::new(
                ArtifactType::Image,
                "swr.region_id.development.com/ns/examples:v2",
            )
            .storage(ArtifactStorage::Swr)
            .auth(ArtifactAuth::Iam)
            .version("1.0.0")
            .properties(ArtifactProperties::new()),
        ),
    ])
    .configuration(
        InstanceConfiguration::new()
            .env([EnvVariable::new(EnvVariableRequired {
                name: "log-level".into(),
                value: "warn".into(),
            })])
            .storage([
                StorageVolume::HostPath(HostPathVolume::new(
                    HostPathParameters::new("/tmp"),
                    [
                        VolumeMount::new(VolumeMountRequired {
                            path: "/data".into(),
                            read_only: false,
                        })
                        .sub_path("demo"),
                    ],
                )),
                StorageVolume::EmptyDir(EmptyDirVolume::new(
                    EmptyDirParameters::new().medium(EmptyDirMedium::Memory),
                    [VolumeMount::new(VolumeMountRequired {
                        path: "/cache".into(),
                        read_only: false,
                    })],
                )),
                StorageVolume::ConfigMap(ConfigMapVolume::new(
                    ConfigMapParameters::new("demo-config").default_mode(384),
                    [VolumeMount::new(VolumeMountRequired {
                        path: "/config".into(),
                        read_only: true,
                    })],
                )),
                StorageVolume::Secret(SecretVolume::new(
                    SecretParameters::new("demo-secret").default_mode(384),
                    [VolumeMount::new(VolumeMountRequired {
                        path: "/secret".into(),
                        read_only: true,
                    })],
                )),
                StorageVolume::PersistentVolumeClaim(PersistentVolumeClaimVolume::new(
                    PersistentVolumeClaimParameters::new("demo-claim"),
                    [VolumeMount::new(VolumeMountRequired {
                        path: "/files".into(),
                        read_only: false,
                    })],
                )),
            ])
            .strategy(UpgradeStrategy::new().upgrade(UpgradeMode::RollingUpdate))
            .lifecycle(
                Lifecycle::new()
                    .entrypoint(StartCommand::new().command(["java"]).args(["-jar", "demo.jar"]))
                    .post_start(CommandLine::new().command(["sleep", "1"]))
                    .pre_stop(HttpCall::new().port(8080).path("/stop")),
            )
            .scheduler(
                Scheduling::new()
                    .affinity(
                        Affinity::new()
                            .availability_zones(Vec::<String>::new())
                            .nodes(Vec::<String>::new())
                            .instances(Vec::<String>::new()),
                    )
                    .anti_affinity(
                        Affinity::new()
                            .availability_zones(Vec::<String>::new())
                            .nodes(Vec::<String>::new())
                            .instances(["test-micro-test-env-7iafjk"]),
                    ),
            )
            .probes(
                Probes::new()
                    .liveness_probe(
                        HttpProbe::new(
                            HttpProbeParameters::new()
                                .scheme(HttpScheme::Http)
                                .port(8080)
                                .path("/health"),
                        )
                        .delay(10)
                        .timeout(5),
                    )
                    .readiness_probe(
                        TcpProbe::new(TcpProbeParameters::new().port(8080)).delay(10).timeout(5),
                    ),
            )
            .container_spec(
                WorkloadSpec::new()
                    .r#type(WorkloadType::Deployment)
                    .containers([
                        ContainerConfiguration::new()
                            .name("test-micro")
                            .size(ContainerSize::new().id("CUSTOM-10G:250m-250m:0.5Gi-0.5Gi"))
                            .probes(
                                Probes::new()
                                    .liveness_probe(CommandProbe::new(CommandLine::new().command(["ls"]))),
                            ),
                    ]),
            ),
    )
    .external_accesses([
        ExternalAccess::new()
            .protocol(ExternalAccessProtocol::Http)
            .address("www.example.com")
            .forward_port(8080),
    ]);
    let response = client
        .v2()
        .instances()
        .create(
            "4d92833a-fa05-4fc0-a761-e67620022310",
            "1cfdda6f-84cd-4ead-8e09-628fabf662e2",
            &body,
        )
        .send()
        .await?;
    Ok(())
}

async fn v2_list_instances_list_instances(client: Client) -> Result<(), Error> {
    let response = client
        .v2()
        .instances()
        .list("4d92833a-fa05-4fc0-a761-e67620022310", "1cfdda6f-84cd-4ead-8e09-628fabf662e2")
        .send()
        .await?;
    Ok(())
}

async fn v2_list_instances_list_instances_page(client: Client) -> Result<(), Error> {
    use servicestage_client::model::v2::{InstanceSortField, SortOrder};

    let response = client
        .v2()
        .instances()
        .list("4d92833a-fa05-4fc0-a761-e67620022310", "1cfdda6f-84cd-4ead-8e09-628fabf662e2")
        .limit(10)
        .offset(0)
        .order_by(InstanceSortField::Version)
        .order(SortOrder::Desc)
        .send()
        .await?;
    Ok(())
}

async fn v2_run_instance_action_scale_instance(client: Client) -> Result<(), Error> {
    use servicestage_client::v2::RunInstanceActionRequired;
    use servicestage_client::model::v2::{
        InstanceAction, InstanceActionParameters, InstanceActionType,
    };

    let body = InstanceAction::new(InstanceActionType::Scale)
        .parameters(InstanceActionParameters::new().replica(4));
    let response = client
        .v2()
        .instances()
        .run_action(
            RunInstanceActionRequired {
                application_id: "4d92833a-fa05-4fc0-a761-e67620022310".into(),
                component_id: "1cfdda6f-84cd-4ead-8e09-628fabf662e2".into(),
                instance_id: "11eddb33-140b-4e51-b1e2-6ec265373ca3".into(),
            },
            &body,
        )
        .send()
        .await?;
    Ok(())
}

async fn v2_run_instance_action_roll_back_instance(client: Client) -> Result<(), Error> {
    use servicestage_client::v2::RunInstanceActionRequired;
    use servicestage_client::model::v2::{
        InstanceAction, InstanceActionParameters, InstanceActionType,
    };

    let body = InstanceAction::new(InstanceActionType::RollBack)
        .parameters(InstanceActionParameters::new().version("1.0.0"));
    let response = client
        .v2()
        .instances()
        .run_action(
            RunInstanceActionRequired {
                application_id: "4d92833a-fa05-4fc0-a761-e67620022310".into(),
                component_id: "1cfdda6f-84cd-4ead-8e09-628fabf662e2".into(),
                instance_id: "11eddb33-140b-4e51-b1e2-6ec265373ca3".into(),
            },
            &body,
        )
        .send()
        .await?;
    Ok(())
}

async fn v2_run_instance_action_restart_instance(client: Client) -> Result<(), Error> {
    use servicestage_client::v2::RunInstanceActionRequired;
    use servicestage_client::model::v2::{InstanceAction, InstanceActionType};

    let body = InstanceAction::new(InstanceActionType::Restart);
    let response = client
        .v2()
        .instances()
        .run_action(
            RunInstanceActionRequired {
                application_id: "4d92833a-fa05-4fc0-a761-e67620022310".into(),
                component_id: "1cfdda6f-84cd-4ead-8e09-628fabf662e2".into(),
                instance_id: "11eddb33-140b-4e51-b1e2-6ec265373ca3".into(),
            },
            &body,
        )
        .send()
        .await?;
    Ok(())
}

async fn v2_update_instance_update_instance(client: Client) -> Result<(), Error> {
    use servicestage_client::v2::UpdateInstanceRequired;
    use servicestage_client::model::v2::{
        ArtifactAuth, ArtifactProperties, ArtifactStorage, ArtifactType, InstanceArtifact,
        InstanceUpdate, ReferencedResource, ReferencedResourceParameters, ResourceType,
    };

    let body = InstanceUpdate::new("1.0.2")
        .artifacts([
            (
                "test-micro",
                InstanceArtifact::new(
                    ArtifactType::Image,
                    "swr.roma-dev-1.roma.development.com/ns1/examples:v2",
                )
                .storage(ArtifactStorage::Swr)
                .auth(ArtifactAuth::Iam)
                .version("1.0.0")
                .properties(ArtifactProperties::new()),
            ),
        ])
        .description("")
        .refer_resources([
            ReferencedResource::new("523498f1-36c4-11eb-ae36-0255ac1000c2", ResourceType::Cce)
                .parameters(ReferencedResourceParameters::new().namespace("default")),
            ReferencedResource::new("default", ResourceType::Cse),
        ]);
    let response = client
        .v2()
        .instances()
        .update(
            UpdateInstanceRequired {
                application_id: "4d92833a-fa05-4fc0-a761-e67620022310".into(),
                component_id: "1cfdda6f-84cd-4ead-8e09-628fabf662e2".into(),
                instance_id: "11eddb33-140b-4e51-b1e2-6ec265373ca3".into(),
            },
            &body,
        )
        .send()
        .await?;
    Ok(())
}

async fn v2_delete_instance_delete_instance(client: Client) -> Result<(), Error> {
    let response = client
        .v2()
        .instances()
        .delete(
            "4d92833a-fa05-4fc0-a761-e67620022310",
            "1cfdda6f-84cd-4ead-8e09-628fabf662e2",
            "11eddb33-140b-4e51-b1e2-6ec265373ca3",
        )
        .send()
        .await?;
    Ok(())
}

async fn v2_get_instance_get_instance(client: Client) -> Result<(), Error> {
    let response = client
        .v2()
        .instances()
        .get(
            "4d92833a-fa05-4fc0-a761-e67620022310",
            "1cfdda6f-84cd-4ead-8e09-628fabf662e2",
            "11eddb33-140b-4e51-b1e2-6ec265373ca3",
        )
        .send()
        .await?;
    Ok(())
}

async fn v2_list_instance_snapshots_list_instance_snapshots(client: Client) -> Result<(), Error> {
    let response = client
        .v2()
        .instances()
        .list_snapshots(
            "4d92833a-fa05-4fc0-a761-e67620022310",
            "1cfdda6f-84cd-4ead-8e09-628fabf662e2",
            "11eddb33-140b-4e51-b1e2-6ec265373ca3",
        )
        .send()
        .await?;
    Ok(())
}

async fn v2_list_instance_snapshots_list_instance_snapshots_page(client: Client) -> Result<(), Error> {
    use servicestage_client::model::v2::{SnapshotSortField, SortOrder};

    let response = client
        .v2()
        .instances()
        .list_snapshots(
            "4d92833a-fa05-4fc0-a761-e67620022310",
            "1cfdda6f-84cd-4ead-8e09-628fabf662e2",
            "11eddb33-140b-4e51-b1e2-6ec265373ca3",
        )
        .limit(10)
        .offset(0)
        .order_by(SnapshotSortField::CreateTime)
        .order(SortOrder::Asc)
        .send()
        .await?;
    Ok(())
}

async fn v2_get_job_get_job(client: Client) -> Result<(), Error> {
    let response = client.v2().jobs().get("JOB474362ef-091d-429f-9b3e-c9246b37dee6").send().await?;
    Ok(())
}

async fn v2_get_job_get_job_page(client: Client) -> Result<(), Error> {
    let response = client
        .v2()
        .jobs()
        .get("JOB474362ef-091d-429f-9b3e-c9246b37dee6")
        .instance_id("429a35a0-dee8-4648-86f6-d1f8bc74ba52")
        .limit(10)
        .offset(0)
        .descending(false)
        .send()
        .await?;
    Ok(())
}

async fn v2_get_job_get_failed_job(client: Client) -> Result<(), Error> {
    let response = client.v2().jobs().get("JOB474362ef-091d-429f-9b3e-c9246b37dee6").send().await?;
    Ok(())
}

async fn v2_list_runtimes_list_runtimes(client: Client) -> Result<(), Error> {
    let response = client.v2().metadata().list_runtimes().send().await?;
    Ok(())
}

async fn v2_list_flavors_list_flavors(client: Client) -> Result<(), Error> {
    let response = client.v2().metadata().list_flavors().send().await?;
    Ok(())
}

async fn v2_list_templates_list_templates(client: Client) -> Result<(), Error> {
    let response = client.v2().metadata().list_templates().send().await?;
    Ok(())
}

async fn v3_create_addon_create_addon(client: Client) -> Result<(), Error> {
    use servicestage_client::model::v3::{AddonCreate, AddonName};

    let body = AddonCreate::new(AddonName::SermantInjector, "02f9a523-cefe-11ee-afc1-0255ac100045")
        .engine_id("b4e49ad5-5142-437d-8a6b-1de66b1af0db");
    let response = client
        .v3()
        .addons()
        .create("00078e9d-a61c-476e-ac63-a10c9cb2638e", &body)
        .send()
        .await?;
    Ok(())
}

async fn v3_list_addons_list_addons(client: Client) -> Result<(), Error> {
    let response = client.v3().addons().list("00078e9d-a61c-476e-ac63-a10c9cb2638e").send().await?;
    Ok(())
}

async fn v3_list_addon_metadata_list_addon_metadata(client: Client) -> Result<(), Error> {
    let response = client
        .v3()
        .addons()
        .list_metadata("00078e9d-a61c-476e-ac63-a10c9cb2638e")
        .send()
        .await?;
    Ok(())
}

async fn v3_get_addon_get_addon(client: Client) -> Result<(), Error> {
    let response = client
        .v3()
        .addons()
        .get("00078e9d-a61c-476e-ac63-a10c9cb2638e", "a2cdf0e2-8495-4db5-82f7-a23b97b57787")
        .send()
        .await?;
    Ok(())
}

async fn v3_get_addon_get_failed_addon(client: Client) -> Result<(), Error> {
    let response = client
        .v3()
        .addons()
        .get("00078e9d-a61c-476e-ac63-a10c9cb2638e", "a2cdf0e2-8495-4db5-82f7-a23b97b57787")
        .send()
        .await?;
    Ok(())
}

async fn v3_run_addon_action_run_addon_action(client: Client) -> Result<(), Error> {
    use servicestage_client::model::v3::{AddonAction, AddonActionType};

    let body = AddonAction::new(AddonActionType::Redeploy);
    let response = client
        .v3()
        .addons()
        .run_action(
            "00078e9d-a61c-476e-ac63-a10c9cb2638e",
            "a2cdf0e2-8495-4db5-82f7-a23b97b57787",
            &body,
        )
        .send()
        .await?;
    Ok(())
}

async fn v3_delete_addon_delete_addon(client: Client) -> Result<(), Error> {
    let response = client
        .v3()
        .addons()
        .delete("00078e9d-a61c-476e-ac63-a10c9cb2638e", "a2cdf0e2-8495-4db5-82f7-a23b97b57787")
        .send()
        .await?;
    Ok(())
}

async fn v3_create_application_create_application(client: Client) -> Result<(), Error> {
    use servicestage_client::model::v3::{ApplicationCreate, Label, LabelRequired};

    let body = ApplicationCreate::new("app-xpmtii")
        .description("test")
        .labels([Label::new(LabelRequired {
            key: "key".into(),
            value: "var".into(),
        })]);
    let response = client.v3().applications().create(&body).send().await?;
    Ok(())
}

async fn v3_list_applications_list_applications(client: Client) -> Result<(), Error> {
    let response = client.v3().applications().list().send().await?;
    Ok(())
}

async fn v3_list_applications_list_applications_page(client: Client) -> Result<(), Error> {
    use servicestage_client::model::v3::{SortField, SortOrder};

    let response = client
        .v3()
        .applications()
        .list()
        .limit(10)
        .offset(0)
        .order_by(SortField::UpdateTime)
        .order(SortOrder::Desc)
        .send()
        .await?;
    Ok(())
}

async fn v3_update_application_update_application(client: Client) -> Result<(), Error> {
    use servicestage_client::model::v3::{ApplicationUpdate, Label, LabelRequired};

    let body = ApplicationUpdate::new()
        .name("app-xpmtii2")
        .description("test2")
        .labels([Label::new(LabelRequired {
            key: "key".into(),
            value: "var".into(),
        })]);
    let response = client
        .v3()
        .applications()
        .update("dae29983-c1e9-437d-a6be-5256076fe605", &body)
        .send()
        .await?;
    Ok(())
}

async fn v3_delete_application_delete_application(client: Client) -> Result<(), Error> {
    client
        .v3()
        .applications()
        .delete("dae29983-c1e9-437d-a6be-5256076fe605")
        .send()
        .await?;
    Ok(())
}

async fn v3_get_application_get_application(client: Client) -> Result<(), Error> {
    let response = client
        .v3()
        .applications()
        .get("e6129197-f9ca-4d60-b84d-a5e71cd2d317")
        .send()
        .await?;
    Ok(())
}

async fn v3_get_application_configuration_get_application_configuration(client: Client) -> Result<(), Error> {
    let response = client
        .v3()
        .applications()
        .get_configuration("fdd7889d-eef8-4db1-befc-7037b02d949e")
        .environment_id("0fa75dfe-0d32-4bc1-848b-8008cf3f2567")
        .send()
        .await?;
    Ok(())
}

async fn v3_update_application_configuration_update_application_configuration(client: Client) -> Result<(), Error> {
    use servicestage_client::model::v3::{
        ApplicationConfigurationUpdate, ApplicationSettingsUpdate, EnvVariable,
        EnvVariableRequired,
    };

    let body = ApplicationConfigurationUpdate::new(
        "0fa75dfe-0d32-4bc1-848b-8008cf3f2567",
        ApplicationSettingsUpdate::new([EnvVariable::new(EnvVariableRequired {
            name: "app-env".into(),
            value: "env".into(),
        })]),
    );
    let response = client
        .v3()
        .applications()
        .update_configuration("fdd7889d-eef8-4db1-befc-7037b02d949e", &body)
        .send()
        .await?;
    Ok(())
}

async fn v3_delete_application_configuration_delete_application_configuration(client: Client) -> Result<(), Error> {
    client
        .v3()
        .applications()
        .delete_configuration(
            "fdd7889d-eef8-4db1-befc-7037b02d949e",
            "0fa75dfe-0d32-4bc1-848b-8008cf3f2567",
        )
        .send()
        .await?;
    Ok(())
}

async fn v3_run_application_action_restart_components(client: Client) -> Result<(), Error> {
    use servicestage_client::model::v3::{
        ApplicationAction, ApplicationActionParameters, ApplicationActionType, ComponentReference,
    };

    let body = ApplicationAction::new(
        ApplicationActionType::Restart,
        ApplicationActionParameters::new([
            ComponentReference::new("29e7ea25-ce11-4cf9-9a04-3226fb26d60e"),
            ComponentReference::new("3ab32f29-f6b4-4f7c-9b9e-0b2e0c0a3a3f"),
        ]),
    );
    client
        .v3()
        .applications()
        .run_action("e6129197-f9ca-4d60-b84d-a5e71cd2d317", &body)
        .send()
        .await?;
    Ok(())
}

async fn v3_create_component_create_component(client: Client) -> Result<(), Error> {
    use servicestage_client::model::v3::{
        ComponentCreate, ComponentCreateRequired, ComponentSource, DeployMode, Label,
        LabelRequired, PackageSource, ReferencedResource, ReferencedResourceParameters,
        ResourceType, RuntimeSelection, RuntimeSelectionRequired, RuntimeStackType, SourceStorage,
        TomcatOptions,
    };

    let body = ComponentCreate::new(ComponentCreateRequired {
        name: "mycomponent".into(),
        runtime_stack: RuntimeSelection::new(RuntimeSelectionRequired {
            name: "OpenJDK8".into(),
            r#type: RuntimeStackType::Java,
            version: "1.2.0".into(),
            deploy_mode: DeployMode::Container,
        }),
        source: ComponentSource::Package(
            PackageSource::new("obs://bucket0001/weather-1.0.0.jar", SourceStorage::Obs)
                .version(""),
        ),
        version: "2023.1102.17105".into(),
        refer_resources: vec![
            ReferencedResource::new("fd92bfab-73b3-11ee-90f0-0255ac1001b3", ResourceType::Cce)
                .parameters(ReferencedResourceParameters::new().namespace("default")),
        ],
    })
    .replica(1)
    .environment_id("b489f7b4-2539-45a1-ba71-4728961434ca")
    .description("")
    .labels([Label::new(LabelRequired {
        key: "com-key".into(),
        value: "com-value".into(),
    })])
    .limit_cpu(0.25)
    .limit_memory(0.5)
    .request_cpu(0.25)
    .request_memory(0.5)
    .tomcat_options(TomcatOptions::new(""));
    let response = client
        .v3()
        .components()
        .create("fc092465-a5fb-4a52-bc65-b735f18366d8", &body)
        .send()
        .await?;
    Ok(())
}

async fn v3_create_component_create_vm_component(client: Client) -> Result<(), Error> {
    use servicestage_client::model::v3::{
        ComponentCreate, ComponentCreateRequired, ComponentSource, DeployMode, ExternalAccess,
        ExternalAccessProtocol, Label, LabelRequired, PackageSource, ReferencedResource,
        ResourceType, RuntimeSelection, RuntimeSelectionRequired, RuntimeStackType, SourceStorage,
        TomcatOptions,
    };

    let body = ComponentCreate::new(ComponentCreateRequired {
        name: "mycomponent".into(),
        runtime_stack: RuntimeSelection::new(RuntimeSelectionRequired {
            name: "OpenJDK8".into(),
            r#type: RuntimeStackType::Java,
            version: "1.2.0".into(),
            deploy_mode: DeployMode::VirtualMachine,
        }),
        source: ComponentSource::Package(
            PackageSource::new("obs://bucket0001/weather-1.0.0.jar", SourceStorage::Obs)
                .version(""),
        ),
        version: "2023.1102.17540".into(),
        refer_resources: vec![ReferencedResource::new(
            "23598aa9-7a6b-43c7-a53a-39ca5e7290fb",
            ResourceType::Ecs,
        )],
    })
    .replica(1)
    .environment_id("9a075df5-104f-4e21-9dbf-ffc3572effdf")
    .description("")
    .labels([Label::new(LabelRequired {
        key: "com-key".into(),
        value: "com-value".into(),
    })])
    .tomcat_options(TomcatOptions::new(""))
    .external_accesses([
        ExternalAccess::new()
            .protocol(ExternalAccessProtocol::Http)
            .address("192.168.0.169")
            .forward_port(80),
    ]);
    let response = client
        .v3()
        .components()
        .create("fc092465-a5fb-4a52-bc65-b735f18366d8", &body)
        .send()
        .await?;
    Ok(())
}

async fn v3_create_component_create_code_component(client: Client) -> Result<(), Error> {
    use servicestage_client::model::v3::{
        CodeSource, CommandProbe, CommandProbeRequired, ComponentCreate, ComponentCreateRequired,
        ComponentSource, DeployMode, Label, LabelRequired, ReferencedResource,
        ReferencedResourceParameters, RepositoryType, ResourceType, RuntimeSelection,
        RuntimeSelectionRequired, RuntimeStackType,
    };

    let body = ComponentCreate::new(ComponentCreateRequired {
        name: "mycomponent".into(),
        runtime_stack: RuntimeSelection::new(RuntimeSelectionRequired {
            name: "OpenJDK8".into(),
            r#type: RuntimeStackType::Java,
            version: "1.2.0".into(),
            deploy_mode: DeployMode::Container,
        }),
        source: ComponentSource::Code(
            CodeSource::new()
                .version("1.0.1")
                .repo_type(RepositoryType::GitHub)
                .repo_url("https://github.com/example/weather.git")
                .web_url("https://github.com/example/weather")
                .repo_namespace("example")
                .repo_ref("main")
                .repo_auth("devcloud"),
        ),
        version: "2023.1102.17105".into(),
        refer_resources: vec![
            ReferencedResource::new("fd92bfab-73b3-11ee-90f0-0255ac1001b3", ResourceType::Cce)
                .parameters(ReferencedResourceParameters::new().namespace("default")),
        ],
    })
    .replica(1)
    .environment_id("b489f7b4-2539-45a1-ba71-4728961434ca")
    .description("")
    .labels([Label::new(LabelRequired {
        key: "com-key".into(),
        value: "com-value".into(),
    })])
    .limit_cpu(0.25)
    .limit_memory(0.5)
    .request_cpu(0.25)
    .request_memory(0.5)
    .readiness_probe(
        CommandProbe::new(CommandProbeRequired {
            delay: 30,
            timeout: 30,
        })
        .command(["test", "-f", "/run/ready"]),
    );
    let response = client
        .v3()
        .components()
        .create("fc092465-a5fb-4a52-bc65-b735f18366d8", &body)
        .send()
        .await?;
    Ok(())
}

async fn v3_create_component_create_image_component(client: Client) -> Result<(), Error> {
    use servicestage_client::model::v3::{
        CommandHook, ComponentCreate, ComponentCreateRequired, ComponentEnvVariable,
        ComponentSource, ConfigMapVolume, CustomMetric, CustomMetricRequired, DeployMode,
        DeployStrategy, DeployType, EmptyDirMedium, EmptyDirParameters, EmptyDirVolume,
        EnvVariableReference, EnvVariableReferenceType, FilesFromClusterParameters,
        HostPathExtension, HostPathParameters, HostPathVolume, HttpHook, HttpProbe,
        HttpProbeRequired, HttpScheme, ImageSource, Label, LabelRequired, LogCollection,
        LogCollectionRequired, LogRotation, Mesher, PersistentVolumeClaimParameters,
        PersistentVolumeClaimVolume, ReferencedResource, ReferencedResourceParameters,
        ResourceType, RollingRelease, RuntimeSelection, RuntimeSelectionRequired, RuntimeStackType,
        SecretVolume, SourceAuth, SourceStorage, StartCommand, StorageVolume, TcpProbe,
        TcpProbeRequired, VolumeMount, VolumeMountRequired,
    };

    let body = ComponentCreate::new(ComponentCreateRequired {
        name: "mycomponent".into(),
        runtime_stack: RuntimeSelection::new(RuntimeSelectionRequired {
            name: "Docker".into(),
            r#type: RuntimeStackType::Docker,
            version: "1.0.0".into(),
            deploy_mode: DeployMode::Container,
        }),
        source: ComponentSource::Image(
            ImageSource::new("swr.cn-north-4.myhuaweicloud.com/example/weather:1.0.1")
                .storage(SourceStorage::Swr)
                .auth(SourceAuth::Iam),
        ),
        version: "1.0.1".into(),
        refer_resources: vec![
            ReferencedResource::new("fd92bfab-73b3-11ee-90f0-0255ac1001b3", ResourceType::Cce)
                .parameters(ReferencedResourceParameters::new().namespace("default")),
            ReferencedResource::new("b4e49ad5-5142-437d-8a6b-1de66b1af0db", ResourceType::Cse),
        ],
    })
    .replica(2)
    .environment_id("b489f7b4-2539-45a1-ba71-4728961434ca")
    .description("Created by terraform script")
    .labels([Label::new(LabelRequired {
        key: "foo".into(),
        value: "bar".into(),
    })])
    .limit_cpu(0.25)
    .limit_memory(0.5)
    .request_cpu(0.25)
    .request_memory(0.5)
    .envs([
        ComponentEnvVariable::new("env_name").value("env_value"),
        ComponentEnvVariable::new("PASSWORD")
            .value_from(
                EnvVariableReference::new(EnvVariableReferenceType::SecretKey, "weather")
                    .key("password")
                    .optional(false),
            ),
    ])
    .storages([
        StorageVolume::HostPath(HostPathVolume::new(
            "files",
            HostPathParameters::new("/tmp"),
            [VolumeMount::new(VolumeMountRequired {
                path: "/category".into(),
                sub_path: "sub".into(),
                read_only: false,
            })],
        )),
        StorageVolume::ConfigMap(ConfigMapVolume::new(
            "settings",
            FilesFromClusterParameters::new("weather").default_mode(384),
            [VolumeMount::new(VolumeMountRequired {
                path: "/settings".into(),
                sub_path: "".into(),
                read_only: true,
            })],
        )),
        StorageVolume::Secret(SecretVolume::new(
            "keys",
            FilesFromClusterParameters::new("weather").default_mode(256),
            [VolumeMount::new(VolumeMountRequired {
                path: "/keys".into(),
                sub_path: "".into(),
                read_only: true,
            })],
        )),
        StorageVolume::EmptyDir(EmptyDirVolume::new(
            "scratch",
            EmptyDirParameters::new().medium(EmptyDirMedium::Memory),
            [VolumeMount::new(VolumeMountRequired {
                path: "/scratch".into(),
                sub_path: "".into(),
                read_only: false,
            })],
        )),
        StorageVolume::PersistentVolumeClaim(PersistentVolumeClaimVolume::new(
            "data",
            PersistentVolumeClaimParameters::new("weather-data"),
            [VolumeMount::new(VolumeMountRequired {
                path: "/data".into(),
                sub_path: "".into(),
                read_only: false,
            })],
        )),
    ])
    .deploy_strategy(
        DeployStrategy::new(DeployType::RollingRelease)
            .rolling_release(RollingRelease::new(2)),
    )
    .command(StartCommand::new().command(["ls"]).args(["-a"]))
    .post_start(CommandHook::new().command(["test"]))
    .pre_stop(HttpHook::new().scheme(HttpScheme::Http).port(8000).path("/v1/stop"))
    .mesher(Mesher::new(60))
    .timezone("Asia/Shanghai")
    .logs([LogCollection::new(LogCollectionRequired {
        log_path: "/tmp".into(),
        rotate: LogRotation::Hourly,
        host_path: "/tmp".into(),
        host_extend_path: HostPathExtension::PodName,
    })])
    .custom_metric(CustomMetric::new(CustomMetricRequired {
        path: "/tmp".into(),
        port: 600,
        dimensions: "cpu_usage,mem_usage".into(),
    }))
    .liveness_probe(
        TcpProbe::new(TcpProbeRequired {
            delay: 30,
            timeout: 30,
        })
        .port(800),
    )
    .readiness_probe(
        HttpProbe::new(HttpProbeRequired {
            delay: 30,
            timeout: 30,
        })
        .scheme(HttpScheme::Https)
        .host("127.0.0.1")
        .port(8000)
        .path("/v1/test"),
    );
    let response = client
        .v3()
        .components()
        .create("fc092465-a5fb-4a52-bc65-b735f18366d8", &body)
        .send()
        .await?;
    Ok(())
}

async fn v3_list_application_components_list_application_components(client: Client) -> Result<(), Error> {
    let response = client
        .v3()
        .components()
        .list_in_application("fc092465-a5fb-4a52-bc65-b735f18366d8")
        .send()
        .await?;
    Ok(())
}

async fn v3_list_components_list_components(client: Client) -> Result<(), Error> {
    let response = client.v3().components().list().send().await?;
    Ok(())
}

async fn v3_list_components_list_components_page(client: Client) -> Result<(), Error> {
    use servicestage_client::model::v3::{SortField, SortOrder};

    let response = client
        .v3()
        .components()
        .list()
        .limit(10)
        .offset(0)
        .order_by(SortField::Name)
        .order(SortOrder::Asc)
        .application_name("app-39mbbn")
        .send()
        .await?;
    Ok(())
}

async fn v3_update_component_update_component(client: Client) -> Result<(), Error> {
    use servicestage_client::model::v3::{
        ComponentSource, ComponentUpdate, ComponentUpdateRequired, DeployMode, Label,
        LabelRequired, PackageSource, ReferencedResource, ResourceType, RuntimeSelection,
        RuntimeSelectionRequired, RuntimeStackType, SourceStorage, TomcatOptions,
    };

    let body = ComponentUpdate::new(ComponentUpdateRequired {
        name: "mycomponent".into(),
        runtime_stack: RuntimeSelection::new(RuntimeSelectionRequired {
            name: "OpenJDK8".into(),
            r#type: RuntimeStackType::Java,
            version: "1.1.1".into(),
            deploy_mode: DeployMode::VirtualMachine,
        }),
        source: ComponentSource::Package(
            PackageSource::new("obs://bucket0001/weather-1.0.0.jar", SourceStorage::Obs)
                .version(""),
        ),
        version: "2023.0323.15181".into(),
    })
    .replica(1)
    .refer_resources([ReferencedResource::new("67835bb3-1235-4cc9-be71-becbb2b4ca0d", ResourceType::Ecs)])
    .description("")
    .labels([Label::new(LabelRequired {
        key: "com-key".into(),
        value: "com-value".into(),
    })])
    .tomcat_options(TomcatOptions::new(""))
    .external_accesses([]);
    let response = client
        .v3()
        .components()
        .update(
            "fc092465-a5fb-4a52-bc65-b735f18366d8",
            "b8702b0f-94d3-4822-98a1-56815632a0a0",
            &body,
        )
        .send()
        .await?;
    Ok(())
}

async fn v3_delete_component_delete_component(client: Client) -> Result<(), Error> {
    client
        .v3()
        .components()
        .delete("fc092465-a5fb-4a52-bc65-b735f18366d8", "b8702b0f-94d3-4822-98a1-56815632a0a0")
        .send()
        .await?;
    Ok(())
}

async fn v3_get_component_get_component(client: Client) -> Result<(), Error> {
    let response = client
        .v3()
        .components()
        .get("fc092465-a5fb-4a52-bc65-b735f18366d8", "b8702b0f-94d3-4822-98a1-56815632a0a0")
        .send()
        .await?;
    Ok(())
}

async fn v3_run_component_action_start_component(client: Client) -> Result<(), Error> {
    use servicestage_client::model::v3::{ComponentAction, ComponentActionType};

    let body = ComponentAction::new(ComponentActionType::Start);
    let response = client
        .v3()
        .components()
        .run_action(
            "fc092465-a5fb-4a52-bc65-b735f18366d8",
            "b8702b0f-94d3-4822-98a1-56815632a0a0",
            &body,
        )
        .send()
        .await?;
    Ok(())
}

async fn v3_run_component_action_scale_component(client: Client) -> Result<(), Error> {
    use servicestage_client::model::v3::{
        ComponentAction, ComponentActionParameters, ComponentActionType,
    };

    let body = ComponentAction::new(ComponentActionType::Scale)
        .parameters(
            ComponentActionParameters::new()
                .replica(1)
                .hosts(["67835bb3-1235-4cc9-be71-becbb2b4ca0d"]),
        );
    let response = client
        .v3()
        .components()
        .run_action(
            "fc092465-a5fb-4a52-bc65-b735f18366d8",
            "b8702b0f-94d3-4822-98a1-56815632a0a0",
            &body,
        )
        .send()
        .await?;
    Ok(())
}

async fn v3_list_component_records_list_component_records(client: Client) -> Result<(), Error> {
    let response = client
        .v3()
        .components()
        .list_records(
            "fc092465-a5fb-4a52-bc65-b735f18366d8",
            "b8702b0f-94d3-4822-98a1-56815632a0a0",
        )
        .limit(1)
        .offset(0)
        .send()
        .await?;
    Ok(())
}

async fn v3_refresh_component_refresh_component(client: Client) -> Result<(), Error> {
    let response = client
        .v3()
        .components()
        .refresh("fc092465-a5fb-4a52-bc65-b735f18366d8", "b8702b0f-94d3-4822-98a1-56815632a0a0")
        .send()
        .await?;
    Ok(())
}

async fn v3_get_component_filter_options_get_component_filter_options(client: Client) -> Result<(), Error> {
    let response = client.v3().components().get_filter_options().send().await?;
    Ok(())
}

async fn v3_create_config_group_create_config_group(client: Client) -> Result<(), Error> {
    use servicestage_client::model::v3::ConfigGroupCreate;

    let body = ConfigGroupCreate::new("test-group").description("");
    let response = client.v3().config_groups().create(&body).send().await?;
    Ok(())
}

async fn v3_list_config_groups_list_config_groups(client: Client) -> Result<(), Error> {
    let response = client.v3().config_groups().list().send().await?;
    Ok(())
}

async fn v3_list_config_groups_list_config_groups_page(client: Client) -> Result<(), Error> {
    use servicestage_client::model::v3::{SortField, SortOrder};

    let response = client
        .v3()
        .config_groups()
        .list()
        .name("test2")
        .limit(10)
        .offset(0)
        .order_by(SortField::CreateTime)
        .order(SortOrder::Asc)
        .send()
        .await?;
    Ok(())
}

async fn v3_get_config_group_get_config_group(client: Client) -> Result<(), Error> {
    let response = client
        .v3()
        .config_groups()
        .get("0f5722ea-ee97-42bf-8583-404caa0a46e5")
        .send()
        .await?;
    Ok(())
}

async fn v3_delete_config_group_delete_config_group(client: Client) -> Result<(), Error> {
    client
        .v3()
        .config_groups()
        .delete("0f5722ea-ee97-42bf-8583-404caa0a46e5")
        .send()
        .await?;
    Ok(())
}

async fn v3_create_config_file_create_config_file(client: Client) -> Result<(), Error> {
    use servicestage_client::model::v3::{
        ConfigFileCreate, ConfigFileCreateRequired, ConfigFileType,
    };

    let body = ConfigFileCreate::new(ConfigFileCreateRequired {
        config_group_id: "3db71eff-c08a-4da7-bd44-03791f33bbc7".into(),
        name: "test-config".into(),
        r#type: ConfigFileType::Properties,
        content: servicestage_client::Secret::new("testkey = testValue"),
        sensitive: false,
    })
    .description("");
    let response = client.v3().config_files().create(&body).send().await?;
    Ok(())
}

async fn v3_import_config_files_import_config_files(client: Client) -> Result<(), Error> {
    use servicestage_client::model::v3::{ConfigFilesImport, ConfigRepetitionPolicy};

    let body = ConfigFilesImport::new(servicestage_client::File::from_path("configfile.zip"))
        .repetition_policy(ConfigRepetitionPolicy::Overwrite);
    let response = client.v3().config_files().import(&body).send().await?;
    Ok(())
}

async fn v3_list_config_files_list_config_files(client: Client) -> Result<(), Error> {
    let response = client.v3().config_files().list().send().await?;
    Ok(())
}

async fn v3_list_config_files_list_config_files_page(client: Client) -> Result<(), Error> {
    use servicestage_client::model::v3::{SortField, SortOrder};

    let response = client
        .v3()
        .config_files()
        .list()
        .name("test-config")
        .config_group_id("3db71eff-c08a-4da7-bd44-03791f33bbc7")
        .component_id("29e7ea25-ce11-4cf9-9a04-3226fb26d60e")
        .limit(10)
        .offset(0)
        .order_by(SortField::Name)
        .order(SortOrder::Asc)
        .send()
        .await?;
    Ok(())
}

async fn v3_get_config_file_get_config_file(client: Client) -> Result<(), Error> {
    let response = client
        .v3()
        .config_files()
        .get("4b4cd418-3553-453a-bd2b-660bfcee7f5a")
        .send()
        .await?;
    Ok(())
}

async fn v3_delete_config_file_delete_config_file(client: Client) -> Result<(), Error> {
    client
        .v3()
        .config_files()
        .delete("4b4cd418-3553-453a-bd2b-660bfcee7f5a")
        .send()
        .await?;
    Ok(())
}

async fn v3_update_config_file_update_config_file(client: Client) -> Result<(), Error> {
    use servicestage_client::model::v3::{ConfigFileType, ConfigFileUpdate};

    let body = ConfigFileUpdate::new(
        "3db71eff-c08a-4da7-bd44-03791f33bbc7",
        ConfigFileType::Properties,
        "testkey = otherValue",
    )
    .sensitive(false)
    .description("");
    let response = client
        .v3()
        .config_files()
        .update("4b4cd418-3553-453a-bd2b-660bfcee7f5a", &body)
        .send()
        .await?;
    Ok(())
}

async fn v3_list_config_records_list_config_records(client: Client) -> Result<(), Error> {
    let response = client
        .v3()
        .config_files()
        .list_records("4b4cd418-3553-453a-bd2b-660bfcee7f5a")
        .send()
        .await?;
    Ok(())
}

async fn v3_list_config_records_list_config_records_page(client: Client) -> Result<(), Error> {
    use servicestage_client::model::v3::{SortField, SortOrder};

    let response = client
        .v3()
        .config_files()
        .list_records("4b4cd418-3553-453a-bd2b-660bfcee7f5a")
        .limit(10)
        .offset(0)
        .order_by(SortField::CreateTime)
        .order(SortOrder::Asc)
        .send()
        .await?;
    Ok(())
}

async fn v3_get_config_record_get_config_record(client: Client) -> Result<(), Error> {
    let response = client
        .v3()
        .config_files()
        .get_record("4b4cd418-3553-453a-bd2b-660bfcee7f5a", "139e2161-ddf3-4a90-832f-a3a5a5fa01c2")
        .send()
        .await?;
    Ok(())
}

async fn v3_delete_config_record_delete_config_record(client: Client) -> Result<(), Error> {
    client
        .v3()
        .config_files()
        .delete_record(
            "4b4cd418-3553-453a-bd2b-660bfcee7f5a",
            "139e2161-ddf3-4a90-832f-a3a5a5fa01c2",
        )
        .send()
        .await?;
    Ok(())
}

async fn v3_provision_created_resources_provision_created_resources(client: Client) -> Result<(), Error> {
    let response = client
        .v3()
        .created_resources()
        .provision("8b199252-2a9c-4c65-b9b5-a3164d9255b6")
        .send()
        .await?;
    Ok(())
}

async fn v3_list_created_resources_list_created_resources(client: Client) -> Result<(), Error> {
    let response = client
        .v3()
        .created_resources()
        .list("00078e9d-a61c-476e-ac63-a10c9cb2638e")
        .send()
        .await?;
    Ok(())
}

async fn v3_add_created_resources_add_created_resources(client: Client) -> Result<(), Error> {
    use servicestage_client::model::v3::{
        CreatedResource, CreatedResourceType, CreatedResourcesAdd, TemplateVariable,
    };

    let body = CreatedResourcesAdd::new([
        CreatedResource::new("a12345", "cce12323qq", CreatedResourceType::Rds)
            .vars_body([("var_key", "11qwqqw")])
            .vars_structure([TemplateVariable::new().key("www").value("")]),
    ]);
    let response = client
        .v3()
        .created_resources()
        .add("00078e9d-a61c-476e-ac63-a10c9cb2638e", &body)
        .send()
        .await?;
    Ok(())
}

async fn v3_update_created_resource_update_created_resource(client: Client) -> Result<(), Error> {
    use servicestage_client::model::v3::CreatedResourceUpdate;

    let body = CreatedResourceUpdate::new()
        .name("cce12323")
        .vars_body([("var_key", "11qwqqw")]);
    let response = client
        .v3()
        .created_resources()
        .update("00078e9d-a61c-476e-ac63-a10c9cb2638e", "a12345", &body)
        .send()
        .await?;
    Ok(())
}

async fn v3_delete_created_resource_delete_created_resource(client: Client) -> Result<(), Error> {
    let response = client
        .v3()
        .created_resources()
        .delete("00078e9d-a61c-476e-ac63-a10c9cb2638e", "a12345")
        .send()
        .await?;
    Ok(())
}

async fn v3_list_provision_records_list_provision_records(client: Client) -> Result<(), Error> {
    use servicestage_client::model::v3::{SortField, SortOrder};

    let response = client
        .v3()
        .created_resources()
        .list_provisions("8b199252-2a9c-4c65-b9b5-a3164d9255b6")
        .limit(10)
        .offset(0)
        .order_by(SortField::CreateTime)
        .order(SortOrder::Desc)
        .send()
        .await?;
    Ok(())
}

async fn v3_get_provision_record_get_provision_record(client: Client) -> Result<(), Error> {
    let response = client
        .v3()
        .created_resources()
        .get_provision(
            "8b199252-2a9c-4c65-b9b5-a3164d9255b6",
            "6f48e0bd-2b41-46f3-a9e9-5009696cb6f4",
        )
        .send()
        .await?;
    Ok(())
}

async fn v3_list_provision_events_list_provision_events(client: Client) -> Result<(), Error> {
    let response = client
        .v3()
        .created_resources()
        .list_provision_events(
            "8b199252-2a9c-4c65-b9b5-a3164d9255b6",
            "6f48e0bd-2b41-46f3-a9e9-5009696cb6f4",
        )
        .send()
        .await?;
    Ok(())
}

async fn v3_create_environment_create_environment(client: Client) -> Result<(), Error> {
    use servicestage_client::model::v3::{DeployMode, EnvironmentCreate, Label, LabelRequired};

    let body = EnvironmentCreate::new("env-test", "0c72428b-cd6c-4283-a560-210d3edb49f7")
        .deploy_mode(DeployMode::VirtualMachine)
        .description("")
        .enterprise_project_id("0")
        .labels([Label::new(LabelRequired {
            key: "aaaaa".into(),
            value: "a5".into(),
        })]);
    let response = client.v3().environments().create(&body).send().await?;
    Ok(())
}

async fn v3_list_environments_list_environments(client: Client) -> Result<(), Error> {
    let response = client.v3().environments().list().send().await?;
    Ok(())
}

async fn v3_list_environments_list_environments_page(client: Client) -> Result<(), Error> {
    use servicestage_client::model::v3::{SortField, SortOrder};

    let response = client
        .v3()
        .environments()
        .list()
        .limit(10)
        .offset(0)
        .order_by(SortField::Name)
        .order(SortOrder::Asc)
        .name("development-env")
        .send()
        .await?;
    Ok(())
}

async fn v3_delete_environment_delete_environment(client: Client) -> Result<(), Error> {
    client
        .v3()
        .environments()
        .delete("00078e9d-a61c-476e-ac63-a10c9cb2638e")
        .send()
        .await?;
    Ok(())
}

async fn v3_update_environment_update_environment(client: Client) -> Result<(), Error> {
    use servicestage_client::model::v3::{EnvironmentUpdate, Label, LabelRequired};

    let body = EnvironmentUpdate::new("development-env")
        .description("")
        .labels([Label::new(LabelRequired {
            key: "test".into(),
            value: "value".into(),
        })]);
    let response = client
        .v3()
        .environments()
        .update("00078e9d-a61c-476e-ac63-a10c9cb2638e", &body)
        .send()
        .await?;
    Ok(())
}

async fn v3_get_environment_get_environment(client: Client) -> Result<(), Error> {
    let response = client
        .v3()
        .environments()
        .get("ea011e01-2eb5-453f-87bf-874e4a855abe")
        .send()
        .await?;
    Ok(())
}

async fn v3_update_environment_resources_update_environment_resources(client: Client) -> Result<(), Error> {
    use servicestage_client::model::v3::{
        EnvironmentResource, EnvironmentResourcesUpdate, ResourceType,
    };

    let body = EnvironmentResourcesUpdate::new([
        EnvironmentResource::new("67835bb3-1235-4cc9-be71-becbb2b4ca0d", ResourceType::Ecs)
            .name("ecs-a5a9"),
    ]);
    let response = client
        .v3()
        .environments()
        .update_resources("00078e9d-a61c-476e-ac63-a10c9cb2638e", &body)
        .send()
        .await?;
    Ok(())
}

async fn v3_list_environment_resources_list_environment_resources(client: Client) -> Result<(), Error> {
    let response = client
        .v3()
        .environments()
        .list_resources("00078e9d-a61c-476e-ac63-a10c9cb2638e")
        .send()
        .await?;
    Ok(())
}

async fn v3_get_job_get_job(client: Client) -> Result<(), Error> {
    let response = client.v3().jobs().get("JOB474362ef-091d-429f-9b3e-c9246b37dee6").send().await?;
    Ok(())
}

async fn v3_get_job_get_job_page(client: Client) -> Result<(), Error> {
    let response = client
        .v3()
        .jobs()
        .get("JOB474362ef-091d-429f-9b3e-c9246b37dee6")
        .limit(10)
        .offset(0)
        .descending(false)
        .send()
        .await?;
    Ok(())
}

async fn v3_get_job_get_failed_job(client: Client) -> Result<(), Error> {
    let response = client.v3().jobs().get("JOB474362ef-091d-429f-9b3e-c9246b37dee6").send().await?;
    Ok(())
}

async fn v3_list_runtime_stacks_list_runtime_stacks(client: Client) -> Result<(), Error> {
    let response = client.v3().runtime_stacks().list().send().await?;
    Ok(())
}

async fn v3_list_runtime_stacks_list_runtime_stacks_short(client: Client) -> Result<(), Error> {
    let response = client.v3().runtime_stacks().list().send().await?;
    Ok(())
}

async fn v3_list_built_in_images_list_built_in_images(client: Client) -> Result<(), Error> {
    let response = client.v3().runtime_stacks().list_built_in_images().send().await?;
    Ok(())
}

async fn v3_create_runtime_stack_create_runtime_stack(client: Client) -> Result<(), Error> {
    use servicestage_client::model::v3::{
        DeployMode, RuntimeStackDefinition, RuntimeStackDefinitionRequired, RuntimeStackSpec,
        RuntimeStackType,
    };

    let body = RuntimeStackDefinition::new(RuntimeStackDefinitionRequired {
        name: "test".into(),
        deploy_mode: DeployMode::VirtualMachine,
        r#type: RuntimeStackType::Java,
        version: "1.0.1".into(),
    })
    .spec(
        RuntimeStackSpec::new()
            .parameters([("jdk_url", "obs://example/bisheng-jdk-8u412-linux-aarch64.tar.gz")]),
    );
    let response = client.v3().runtime_stacks().create(&body).send().await?;
    Ok(())
}

async fn v3_get_runtime_stack_get_runtime_stack(client: Client) -> Result<(), Error> {
    let response = client
        .v3()
        .runtime_stacks()
        .get("cf4727f0-0d6f-43d5-b1b8-f2c1f09d1611")
        .send()
        .await?;
    Ok(())
}

async fn v3_update_runtime_stack_update_runtime_stack(client: Client) -> Result<(), Error> {
    use servicestage_client::model::v3::{
        DeployMode, RuntimeStackDefinition, RuntimeStackDefinitionRequired, RuntimeStackSpec,
        RuntimeStackType,
    };

    let body = RuntimeStackDefinition::new(RuntimeStackDefinitionRequired {
        name: "test".into(),
        deploy_mode: DeployMode::VirtualMachine,
        r#type: RuntimeStackType::Java,
        version: "1.0.1".into(),
    })
    .spec(
        RuntimeStackSpec::new()
            .parameters([("jdk_url", "obs://example/bisheng-jdk-8u412-linux-aarch64.tar.gz")]),
    )
    .description("");
    let response = client
        .v3()
        .runtime_stacks()
        .update("cf4727f0-0d6f-43d5-b1b8-f2c1f09d1611", &body)
        .send()
        .await?;
    Ok(())
}

async fn v3_delete_runtime_stack_delete_runtime_stack(client: Client) -> Result<(), Error> {
    client
        .v3()
        .runtime_stacks()
        .delete("cf4727f0-0d6f-43d5-b1b8-f2c1f09d1611")
        .send()
        .await?;
    Ok(())
}

async fn v3_run_runtime_stack_action_release_runtime_stack(client: Client) -> Result<(), Error> {
    use servicestage_client::model::v3::{
        RuntimeStackAction, RuntimeStackActionParameters, RuntimeStackActionType,
        RuntimeStackReference,
    };

    let body = RuntimeStackAction::new(
        RuntimeStackActionType::Release,
        RuntimeStackActionParameters::new([RuntimeStackReference::new("b153f6b8-9335-46a1-913e-c2d8f966d4b2")]),
    );
    client.v3().runtime_stacks().run_action(&body).send().await?;
    Ok(())
}
