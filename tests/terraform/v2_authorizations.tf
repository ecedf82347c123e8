resource "huaweicloud_servicestage_repo_password_authorization" "all" {
  for_each = toset(["devcloud", "bitbucket"])

  type      = each.key
  name      = "tf-password-${each.key}"
  user_name = "tenant/alice"
  password  = "not-a-real-one"
}

resource "huaweicloud_servicestage_repo_token_authorization" "all" {
  for_each = toset(["github", "gitlab", "gitee"])

  type  = each.key
  name  = "tf-token-${each.key}"
  token = "not-a-real-one"
}

resource "huaweicloud_servicestage_repo_token_authorization" "with_host" {
  type  = "github"
  name  = "tf-token-with-host"
  token = "not-a-real-one"
  host  = "https://api.github.com"
}
