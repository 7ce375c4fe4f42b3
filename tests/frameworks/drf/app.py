"""A lending library, as applications of Django REST framework are written: `app.py describe` prints its OpenAPI description,
`app.py serve` listens on a free port of the loopback.

`GET /_sent`, which is not described, returns the last request as it arrived.
"""

import datetime
import io
import json
import sys
import uuid
from wsgiref.simple_server import WSGIRequestHandler, make_server

import django
from django.conf import settings

settings.configure(
    ALLOWED_HOSTS=["127.0.0.1"],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    INSTALLED_APPS=[
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django_filters",
        "rest_framework",
        "rest_framework.authtoken",
        "drf_spectacular",
    ],
    PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
    REST_FRAMEWORK={
        "DEFAULT_AUTHENTICATION_CLASSES": [
            "rest_framework.authentication.TokenAuthentication",
            "rest_framework.authentication.BasicAuthentication",
            "rest_framework.authentication.SessionAuthentication",
        ],
        "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend", "rest_framework.filters.OrderingFilter"],
        "DEFAULT_PAGINATION_CLASS": "rest_framework.pagination.PageNumberPagination",
        "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticatedOrReadOnly"],
        "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
        "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
        "PAGE_SIZE": 2,
    },
    ROOT_URLCONF=__name__,
    SECRET_KEY="only on the loopback",
    SPECTACULAR_SETTINGS={
        "TITLE": "Library",
        "VERSION": "2.0.0",
        "COMPONENT_SPLIT_REQUEST": True,
        "ENUM_NAME_OVERRIDES": {"KindEnum": f"{__name__}.Kind"},
        "SERVERS": [{"url": "http://127.0.0.1:8000", "description": "On the machine of a developer"}],
    },
    TIME_ZONE="UTC",
    USE_TZ=True,
)
django.setup()

from django.contrib.auth.models import User
from django.core.handlers.wsgi import WSGIHandler
from django.core.management import call_command
from django.db import connection, models
from django.urls import include, path
from django_filters import rest_framework as filters
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, PolymorphicProxySerializer, extend_schema
from rest_framework import mixins, parsers, routers, serializers, status, viewsets
from rest_framework.authtoken.views import obtain_auth_token
from rest_framework.decorators import action, api_view, permission_classes
from rest_framework.exceptions import APIException
from rest_framework.pagination import CursorPagination, LimitOffsetPagination
from rest_framework.permissions import AllowAny, IsAdminUser
from rest_framework.response import Response

# Models.


class Kind(models.TextChoices):
    NOVEL = "novel", "A novel"
    POETRY = "poetry", "Poems"
    NON_FICTION = "non-fiction", "Non-fiction"


class LoanStatus(models.TextChoices):
    OPEN = "open", "Open"
    RETURNED = "returned", "Returned"


class Condition(models.IntegerChoices):
    POOR = 1, "Poor"
    GOOD = 2, "Good"


class Author(models.Model):
    name = models.CharField(max_length=80, unique=True)
    born = models.DateField(null=True, blank=True)
    homepage = models.URLField(blank=True)

    class Meta:
        app_label = "library"
        ordering = ["id"]


class Book(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    title = models.CharField(max_length=100)
    author = models.ForeignKey(Author, related_name="books", on_delete=models.CASCADE)
    # Choices that may be blank and null, only blank, only null, and neither.
    kind = models.CharField(max_length=20, choices=Kind.choices, blank=True, null=True)
    binding = models.CharField(max_length=10, choices=[("hard", "Hardcover"), ("soft", "Paperback")], blank=True, default="")
    condition = models.IntegerField(choices=Condition.choices, null=True)
    language = models.CharField(max_length=2, choices=[("en", "English"), ("de", "German")], default="en")
    price = models.DecimalField(max_digits=6, decimal_places=2)
    rating = models.FloatField(null=True, blank=True)
    published = models.DateField(null=True, blank=True)
    details = models.JSONField(default=dict, blank=True)
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        app_label = "library"
        ordering = ["title"]


class Loan(models.Model):
    book = models.ForeignKey(Book, related_name="loans", on_delete=models.CASCADE)
    borrower = models.EmailField()
    status = models.CharField(max_length=10, choices=LoanStatus.choices, default=LoanStatus.OPEN)
    due = models.DateField()
    period = models.DurationField(null=True, blank=True)
    pickup_at = models.TimeField(null=True, blank=True)

    class Meta:
        app_label = "library"
        ordering = ["id"]


# Serializers.


class AuthorSerializer(serializers.ModelSerializer):
    books = serializers.PrimaryKeyRelatedField(many=True, read_only=True)

    class Meta:
        model = Author
        fields = ["id", "name", "born", "homepage", "books"]


class BookSerializer(serializers.ModelSerializer):
    author_name = serializers.CharField(source="author.name", read_only=True)
    on_loan = serializers.SerializerMethodField()

    class Meta:
        model = Book
        exclude: list[str] = []

    def get_on_loan(self, book) -> bool | None:
        return book.loans.filter(status=LoanStatus.OPEN).exists()

    def validate_title(self, title):
        if title == "Untitled":
            raise serializers.ValidationError("A book needs a real title.", code="no_title")
        return title

    def validate(self, values):
        if values.get("kind") == Kind.POETRY and values.get("price", 0) > 100:
            raise serializers.ValidationError("Poetry costs at most 100.")
        return values


class PlaceSerializer(serializers.Serializer):
    street = serializers.CharField()
    city = serializers.CharField(allow_blank=True)
    country = serializers.ChoiceField(choices=["DE", "FR"], allow_null=True, required=False)


class LoanSerializer(serializers.ModelSerializer):
    class Meta:
        model = Loan
        fields = ["id", "book", "borrower", "status", "due", "period", "pickup_at"]


class BranchSerializer(serializers.Serializer):
    name = serializers.CharField(max_length=20)
    place = PlaceSerializer()
    floors = serializers.ListField(child=serializers.IntegerField(min_value=0), allow_empty=False)
    opening = serializers.DictField(child=serializers.TimeField(), required=False)
    pin = serializers.CharField(write_only=True, required=False)
    days = serializers.MultipleChoiceField(choices=["mon", "tue", "wed"], required=False)


class CoverSerializer(serializers.Serializer):
    image = serializers.FileField()
    caption = serializers.CharField(required=False, allow_blank=True, max_length=20)
    size = serializers.IntegerField(read_only=True)
    media_type = serializers.CharField(read_only=True)


class CardSerializer(serializers.Serializer):
    method = serializers.ChoiceField(choices=["card"])
    number = serializers.RegexField(r"^\d{4}$")


class CashSerializer(serializers.Serializer):
    method = serializers.ChoiceField(choices=["cash"])
    amount = serializers.DecimalField(max_digits=6, decimal_places=2, coerce_to_string=False)


# Errors of our own.


class AlreadyLent(APIException):
    status_code = status.HTTP_409_CONFLICT
    default_detail = "This book is already lent."
    default_code = "already_lent"


# Views.


class BookFilter(filters.FilterSet):
    kind = filters.MultipleChoiceFilter(choices=Kind.choices)
    language = filters.BaseInFilter(field_name="language")
    published_after = filters.DateFilter(field_name="published", lookup_expr="gte")
    cheap = filters.BooleanFilter(method="only_cheap")

    class Meta:
        model = Book
        fields = ["author"]

    def only_cheap(self, books, name, value):
        return books.filter(price__lt=10) if value else books


class BookViewSet(viewsets.ModelViewSet):
    queryset = Book.objects.all()
    serializer_class = BookSerializer
    filterset_class = BookFilter
    ordering_fields = ["title", "price"]

    @extend_schema(request=LoanSerializer, responses={201: LoanSerializer})
    @action(detail=True, methods=["post"])
    def lend(self, request, pk=None):
        book = self.get_object()
        if book.loans.filter(status=LoanStatus.OPEN).exists():
            raise AlreadyLent
        loan = LoanSerializer(data={**request.data, "book": book.pk})
        loan.is_valid(raise_exception=True)
        loan.save()
        return Response(loan.data, status=201, headers={"X-Loan": str(loan.data["id"])})

    @extend_schema(request={"multipart/form-data": CoverSerializer}, responses=CoverSerializer)
    @action(detail=True, methods=["put"], parser_classes=[parsers.MultiPartParser])
    def cover(self, request, pk=None):
        self.get_object()
        cover = CoverSerializer(data=request.data)
        cover.is_valid(raise_exception=True)
        image = cover.validated_data["image"]
        image.url = f"http://127.0.0.1/covers/{image.name}"
        saved = {**cover.validated_data, "size": image.size, "media_type": image.content_type}
        return Response(CoverSerializer(saved).data)


class AuthorPagination(LimitOffsetPagination):
    default_limit = 2


class AuthorViewSet(viewsets.ModelViewSet):
    queryset = Author.objects.all()
    serializer_class = AuthorSerializer
    pagination_class = AuthorPagination
    filter_backends: list[type] = []


class LoanPagination(CursorPagination):
    page_size = 2
    ordering = "id"


class LoanViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, mixins.DestroyModelMixin, viewsets.GenericViewSet):
    queryset = Loan.objects.all()
    serializer_class = LoanSerializer
    pagination_class = LoanPagination
    permission_classes = [IsAdminUser]
    filter_backends: list[type] = []


@extend_schema(request=BranchSerializer, responses={201: BranchSerializer})
@api_view(["POST"])
def create_branch(request):
    branch = BranchSerializer(data=request.data)
    branch.is_valid(raise_exception=True)
    return Response(branch.data, status=201)


@extend_schema(request=BranchSerializer(many=True), responses=BranchSerializer(many=True))
@api_view(["PUT"])
def replace_branches(request):
    branches = BranchSerializer(data=request.data, many=True)
    branches.is_valid(raise_exception=True)
    return Response(branches.data)


payment = PolymorphicProxySerializer(
    component_name="Payment", serializers={"card": CardSerializer, "cash": CashSerializer}, resource_type_field_name="method"
)


@extend_schema(
    request=payment,
    responses=payment,
    parameters=[
        OpenApiParameter("Idempotency-Key", OpenApiTypes.UUID, OpenApiParameter.HEADER, required=True),
        OpenApiParameter("notify", OpenApiTypes.EMAIL, many=True),
    ],
)
@api_view(["POST"])
@permission_classes([AllowAny])
def pay(request):
    kind = {"card": CardSerializer, "cash": CashSerializer}.get(request.data.get("method"))
    if kind is None:
        raise serializers.ValidationError({"method": ["Unknown method."]})
    paid = kind(data=request.data)
    paid.is_valid(raise_exception=True)
    return Response(paid.data)


@extend_schema(responses={200: OpenApiTypes.OBJECT})
@api_view(["GET"])
@permission_classes([AllowAny])
def whoami(request):
    return Response({"user": request.user.username or None, "scheme": type(request.auth).__name__})


# Requests are kept for `/_sent`.

last_request: dict = {}


@extend_schema(exclude=True)
@api_view(["GET"])
@permission_classes([AllowAny])
def sent(request):
    return Response(last_request)


def record_requests(inner):
    def handle(environ, start_response):
        if environ["PATH_INFO"] != "/_sent":
            body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
            environ["wsgi.input"] = io.BytesIO(body)
            headers = {name[5:].lower().replace("_", "-"): value for name, value in environ.items() if name.startswith("HTTP_")}
            headers["content-type"] = environ.get("CONTENT_TYPE") or None
            last_request.clear()
            last_request.update(
                method=environ["REQUEST_METHOD"],
                path=environ["PATH_INFO"],
                query=environ.get("QUERY_STRING", ""),
                headers=headers,
                body=body.decode("utf-8", "replace"),
            )
        return inner(environ, start_response)

    return handle


router = routers.DefaultRouter()
router.include_root_view = False
router.register("books", BookViewSet)
router.register("authors", AuthorViewSet)
router.register("loans", LoanViewSet)

urlpatterns = [
    path("_sent", sent),
    path("api/", include(router.urls)),
    path("api/branches/", create_branch),
    path("api/branches/all/", replace_branches),
    path("api/payments/", pay),
    path("api/token/", obtain_auth_token),
    path("api/whoami/", whoami),
]


class Quiet(WSGIRequestHandler):
    def log_message(self, *arguments):
        pass


def main():
    if sys.argv[1:] == ["describe"]:
        description = SchemaGenerator().get_schema(request=None, public=True)
        json.dump(description, sys.stdout, default=str)
        return
    call_command("migrate", run_syncdb=True, verbosity=0)
    with connection.schema_editor() as editor:
        for model in (Author, Book, Loan):
            editor.create_model(model)
    User.objects.create_superuser("ann", "ann@example.com", "swordfish")
    User.objects.create_user("bob", "bob@example.com", "swordfish")
    Author.objects.create(name="Ursula K. Le Guin", born=datetime.date(1929, 10, 21))
    with make_server("127.0.0.1", 0, record_requests(WSGIHandler()), handler_class=Quiet) as server:
        print(f"http://127.0.0.1:{server.server_port}", flush=True)
        server.serve_forever()


main()
