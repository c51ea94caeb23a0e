from .credentials.urls import urlpatterns as credential_urls
from .life.urls import urlpatterns as life_urls
from .verification.urls import urlpatterns as verification_urls

app_name = "certificates"

urlpatterns = [
    *credential_urls,
    *life_urls,
    *verification_urls,
]
