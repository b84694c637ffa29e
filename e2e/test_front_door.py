"""What a browser meets before any portal exists."""


def test_bare_domain_leads_to_the_builder(server, page):
    page.goto(server.address("localhost"))
    assert page.url.startswith(server.address("app.localhost"))


def test_unknown_host_is_a_plain_404_without_a_cookie(server, page, watched):
    response = page.goto(server.address("nobody-lives-here.localhost"))
    assert response is not None
    assert response.status == 404
    assert response.headers["content-type"].startswith("text/plain")
    assert watched.contexts[0].cookies() == []


def test_custom_domains_reach_the_server(server, page):
    response = page.goto(server.address("portal.unknown-client.test"))
    assert response is not None
    assert response.status == 404


def test_what_goes_wrong_in_a_browser_is_noticed(server, page, watched):
    page.goto(server.address("app.localhost"))
    assert watched.unexpected() == []
    page.evaluate("console.error('a fault in a script')")
    page.evaluate("document.body.append(Object.assign(document.createElement('script'), {textContent: '1'}))")
    with page.expect_response("**/none.png"):
        page.evaluate("() => { new Image().src = '/-/assets/none.png' }")
    seen = "\n".join(watched.unexpected())
    assert "a fault in a script" in seen
    assert "Content-Security-Policy: script-src-elem blocked inline" in seen
    assert "404 for" in seen
    watched.wrong.clear()


def test_axe_finds_what_is_wrong(server, page, axe):
    page.goto(server.address("app.localhost"))
    assert axe(page) == []
    page.evaluate("document.body.append(document.createElement('img'))")
    assert any("image-alt" in fault for fault in axe(page))
