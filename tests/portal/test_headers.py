"""What every page says to browsers: scripts, frames and features, and how cookies are kept."""

from typing import Any

from django.test import Client

from notify.services.models import Service
from tests.portal.people import sign_in

PUBLIC = ("/", "/sign-in", "/register", "/forgot-password", "/contact", "/no/such/page")
OURS = ("/services", "/user-profile", "/user-profile/sessions", "/services/{service}")
WANTED = {
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Permitted-Cross-Domain-Policies": "none",
}


def directives(policy: str) -> dict[str, str]:
    pairs = (part.strip().partition(" ") for part in policy.split(";") if part.strip())
    return {name: value for name, _space, value in pairs}


def check(answer: Any, where: str) -> None:
    for name, value in WANTED.items():
        assert answer[name] == value, (where, name)
    policy = directives(answer["Content-Security-Policy"])
    assert policy["default-src"] == "'none'", where
    assert policy["script-src"] == policy["style-src"] == "'self'", where
    assert policy["frame-ancestors"] == policy["base-uri"] == policy["object-src"] == "'none'"
    assert policy["form-action"] == "'self'", where
    assert "camera=()" in answer["Permissions-Policy"], where
    assert "publickey-credentials-get=(self)" in answer["Permissions-Policy"], where


def test_public_pages(client: Client, db: None) -> None:
    for address in PUBLIC:
        check(client.get(address), address)


def test_pages_of_people_who_are_signed_in(as_alice: Client, service: Service) -> None:
    for pattern in OURS:
        address = pattern.format(service=service.id)
        answer = as_alice.get(address)
        check(answer, address)
        assert "no-store" in answer["Cache-Control"], address
        assert "http" not in "".join(answer.cookies), address


def test_a_query_that_no_page_asks_for_is_refused(as_alice: Client, service: Service) -> None:
    for page in ("history?action=%00", "templates?search=a%00b", "templates/copy?search=%00"):
        answer = as_alice.get(f"/services/{service.pk}/{page}")
        assert answer.status_code == 400
        check(answer, page)
    assert as_alice.get("/sign-in?next=0").status_code == 302


def test_the_admin_has_a_policy_too(platform: Any) -> None:
    answer = sign_in(platform).get("/admin/")

    policy = directives(answer["Content-Security-Policy"])
    assert policy["script-src"] == "'self'"
    assert policy["default-src"] == "'none'"


def test_cookies_stay_on_this_site_and_out_of_scripts(
    client: Client, settings: Any, db: None
) -> None:
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True

    client.post("/sign-in", {"username": "a@gc.ca", "password": "x"})
    client.get("/register")
    client.get("/language/fr")

    assert set(client.cookies) >= {"csrftoken", "django_language"}
    for cookie in client.cookies.values():
        assert cookie["samesite"] == "Lax", cookie.key
        if cookie.key in ("csrftoken", settings.SESSION_COOKIE_NAME):
            assert cookie["secure"], cookie.key
        assert cookie["httponly"], cookie.key


def test_the_session_holds_no_password_and_no_address(client: Client, alice: Any) -> None:
    client.post("/sign-in", {"username": alice.email, "password": "correct horse battery staple"})

    assert "@" not in str(dict(client.session))
    assert "horse" not in str(dict(client.session))
