"""The people of a service, and invitations."""

from django.urls import path

from notify.portal.views import invitations, joining, team

BASE = "services/<uuid:service_id>/users"

urlpatterns = [
    path(BASE, team.team, name="team"),
    path(f"{BASE}.csv", team.team_file, name="team-file"),
    path(f"{BASE}/invite", team.invite_member, name="invite-member"),
    path(f"{BASE}/leave", team.leave, name="leave-service"),
    path(f"{BASE}/<int:member_id>", team.edit_member, name="edit-member"),
    path(f"{BASE}/<int:member_id>/remove", team.remove, name="remove-member"),
    path(
        f"{BASE}/invitations/<uuid:invitation_id>/resend",
        team.resend_invitation,
        name="resend-invitation",
    ),
    path(f"{BASE}/invitations/<uuid:invitation_id>/cancel", team.cancel, name="cancel-invitation"),
    path(f"{BASE}/requests/<uuid:request_id>", joining.join_request, name="join-request"),
    path("services/join", joining.services_of_organisation, name="join-service"),
    path("services/join/<uuid:pk>", joining.ask, name="ask-to-join"),
    path("invitation/<str:token>", invitations.invitation, name="invitation"),
    path("invitation/<str:token>/accept", invitations.accept, name="accept-invitation"),
]
