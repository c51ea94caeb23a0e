from certificates.checks import renderer_is_safe


def test_weasyprint_is_a_version_that_obeys_the_fetcher(monkeypatch):
    assert renderer_is_safe(None) == []
    monkeypatch.setattr("certificates.checks.version", lambda name: "69.1")
    assert [error.id for error in renderer_is_safe(None)] == ["certificates.E001"]
