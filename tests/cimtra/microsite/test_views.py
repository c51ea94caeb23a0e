import datetime as dt
import json
import xml.etree.ElementTree as ET

import pytest

from cimtra.library.addresses import address_of, download_address_of
from cimtra.library.documents import publish, replace, withdraw
from cimtra.models import CouncilSession
from tests.cimtra.library.library_factories import TABLE, csv, pdf, published, returned, reviewer, waiting, withdrawn
from tests.factories import DepartmentFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("read_here")]
ATOM = "{http://www.w3.org/2005/Atom}"


def body(answer):
    return b"".join(answer.streaming_content)


class TestFile:
    def test_anybody_downloads_what_is_public_and_no_browser_runs_it(self, client):
        document = published(title="Viáticos pagados")
        answer = client.get(download_address_of(document))
        assert body(answer) == TABLE
        assert answer["Content-Disposition"] == 'attachment; filename="viaticos-pagados-2026-07.csv"'
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in answer["Content-Security-Policy"]
        assert answer["Cache-Control"] == "public, max-age=3600"

    def test_who_has_it_already_is_told_so(self, client):
        document = published()
        answer = client.get(download_address_of(document))
        again = client.get(download_address_of(document), headers={"If-None-Match": answer["ETag"]})
        assert again.status_code == 304

    @pytest.mark.parametrize("make", [waiting, returned])
    def test_what_was_never_public_is_not_found(self, client, make):
        document = make()
        assert client.get(download_address_of(document)).status_code == 404
        assert client.get(address_of(document)).status_code == 404

    def test_the_address_of_a_replaced_file_leads_to_the_corrected_one(self, client):
        first = published()
        second = publish(replace(first, by=first.uploaded_by, file=csv(b"a,b\n1,2\n")), by=reviewer())
        third = publish(replace(second, by=second.uploaded_by, file=pdf()), by=reviewer())
        answer = client.get(download_address_of(first))
        assert (answer.status_code, answer.url) == (302, download_address_of(third))

    def test_a_withdrawn_file_leads_to_the_page_that_says_why(self, client):
        document = withdrawn(reason="Contenía domicilios.")
        answer = client.get(download_address_of(document), follow=True)
        assert answer.status_code == 410
        assert "Contenía domicilios." in answer.text

    def test_a_file_that_is_kept_by_a_browser_is_asked_for_again_once_withdrawn(self, client):
        document = published()
        tag = client.get(download_address_of(document))["ETag"]
        withdraw(document, by=reviewer(), reason="Contenía domicilios.")
        assert client.get(download_address_of(document), headers={"If-None-Match": tag}).status_code == 302

    def test_another_name_or_ending_leads_to_the_right_address(self, client):
        document = published()
        answer = client.get(f"/micrositio/documentos/{document.pk}/otro.pdf")
        assert answer.url == download_address_of(document)

    def test_it_is_only_read(self, client):
        assert client.post(download_address_of(published())).status_code == 405


class TestPage:
    def test_it_says_what_law_asks_who_generated_it_and_when_it_was_updated(self, client):
        document = published(department=DepartmentFactory(name="Tesorería de prueba"), updated_on=dt.date(2026, 10, 4))
        text = client.get(address_of(document)).text
        for said in ("Tesorería de prueba", "4 de octubre de 2026", "Tercer trimestre de 2026", document.sha256):
            assert said in text

    def test_a_document_that_was_replaced_names_the_one_in_its_place(self, client):
        first = published(title="Con error")
        second = publish(
            replace(first, by=first.uploaded_by, file=csv(b"a,b\n1,2\n"), title="Corregido"), by=reviewer()
        )
        answer = client.get(address_of(first))
        assert answer.status_code == 410
        assert address_of(second) in answer.text
        assert "Con error" in client.get(address_of(second)).text

    def test_its_address_follows_its_title(self, client):
        document = published()
        answer = client.get(f"/micrositio/documentos/{document.pk}/otra-cosa/")
        assert (answer.status_code, answer.url) == (301, address_of(document))

    def test_a_long_line_of_corrections_costs_the_same(self, client, django_assert_max_num_queries):
        document = published()

        def cost(one):
            client.get(address_of(one))
            with django_assert_max_num_queries(12) as counted:
                client.get(address_of(one))
            return len(counted)

        def corrected(one):
            return publish(replace(one, by=one.uploaded_by, file=csv(b"a,b\n1,2\n")), by=reviewer())

        second = corrected(document)
        few = cost(second)
        assert cost(corrected(corrected(second))) == few


class TestCatalogue:
    def test_each_public_document_is_a_dataset_with_its_file(self, client):
        document = published(title="Viáticos pagados", department=DepartmentFactory(name="Tesorería de prueba"))
        waiting()
        answer = client.get("/micrositio/catalogo.json")
        found = json.loads(answer.content)
        assert answer["Content-Type"] == "application/ld+json"
        assert found["@type"] == "dcat:Catalog"
        (dataset,) = found["dcat:dataset"]
        assert dataset["dct:title"] == "Viáticos pagados"
        assert dataset["dct:creator"]["foaf:name"] == "Tesorería de prueba"
        assert dataset["dct:temporal"]["dcat:startDate"]["@value"] == "2026-07-01"
        (file,) = dataset["dcat:distribution"]
        assert file["dcat:downloadURL"]["@id"] == f"http://testserver{download_address_of(document)}"
        assert file["dcat:mediaType"]["@id"].endswith("/text/csv")
        assert file["spdx:checksum"]["spdx:checksumValue"]["@value"] == document.sha256

    def test_only_open_formats_where_asked(self, client):
        published(file=pdf(), title="Informe")
        published(title="Tabla")
        found = json.loads(client.get("/micrositio/catalogo.json?abiertos=1").content)
        assert [one["dct:title"] for one in found["dcat:dataset"]] == ["Tabla"]

    def test_it_costs_the_same_for_more_documents(self, client, django_assert_max_num_queries):
        def cost():
            with django_assert_max_num_queries(10) as counted:
                client.get("/micrositio/catalogo.json")
            return len(counted)

        published()
        client.get("/micrositio/catalogo.json")
        few = cost()
        published()
        published()
        assert cost() == few

    def test_who_has_it_already_is_told_so(self, client):
        published()
        answer = client.get("/micrositio/catalogo.json")
        headers = {"If-Modified-Since": answer["Last-Modified"]}
        assert client.get("/micrositio/catalogo.json", headers=headers).status_code == 304

    def test_an_empty_one_is_one_too(self, client):
        assert json.loads(client.get("/micrositio/catalogo.json").content)["dcat:dataset"] == []


class TestFeed:
    def test_it_names_the_newest_first_with_their_files(self, client):
        published(title="Primero")
        document = published(title="Segundo")
        withdrawn(title="Retirado")
        answer = client.get("/micrositio/novedades.atom")
        entries = ET.fromstring(answer.content).findall(f"{ATOM}entry")
        assert [one.find(f"{ATOM}title").text for one in entries] == [
            "Segundo · Tercer trimestre de 2026",
            "Primero · Tercer trimestre de 2026",
        ]
        links = {one.get("rel"): one.get("href") for one in entries[0].findall(f"{ATOM}link")}
        assert links["enclosure"] == f"http://testserver{download_address_of(document)}"
        assert links["alternate"].endswith(address_of(document))

    def test_it_costs_the_same_for_more_documents(self, client, django_assert_max_num_queries):
        def cost():
            with django_assert_max_num_queries(10) as counted:
                client.get("/micrositio/novedades.atom")
            return len(counted)

        published()
        client.get("/micrositio/novedades.atom")
        few = cost()
        published()
        assert cost() == few


class TestSessions:
    def test_recordings_and_minutes_are_linked_and_closed_sessions_are_not_there(self, client):
        body_of_council = DepartmentFactory(name="Pleno de prueba")
        common = {"body": body_of_council, "starts_at": dt.datetime(2026, 9, 10, 16, tzinfo=dt.UTC)}
        CouncilSession.objects.create(
            **common, number=1, state="held", recording_address="https://ejemplo.gob.mx/video", minutes_address=""
        )
        CouncilSession.objects.create(**common, number=2, state="held", is_public=False, place="A puerta cerrada")
        answer = client.get("/micrositio/sesiones/")
        assert "https://ejemplo.gob.mx/video" in answer.text
        assert "Pleno de prueba" in answer.text
        assert "A puerta cerrada" not in answer.text
        assert "Pleno de prueba" not in client.get("/micrositio/sesiones/?anio=2024").text
