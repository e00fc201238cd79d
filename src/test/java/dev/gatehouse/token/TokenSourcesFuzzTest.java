package dev.gatehouse.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.request.RequestEdits;
import dev.gatehouse.request.RequestEdits.HeaderEdit;
import dev.gatehouse.token.TokenSource.Cookie;
import dev.gatehouse.token.TokenSource.Header;
import dev.gatehouse.token.TokenSource.Query;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever a request holds: finding throws nothing, and nothing found is left behind. */
class TokenSourcesFuzzTest {

  private static final String[] PIECES = {
    "t", "=", "&", ";", " ", "; ", "t=", "t=1", "%74", "%", "%7", "+", "\t", "a=1", "\u00ff", "u"
  };

  private static final TokenSources SOURCES =
      TokenSources.of(
          List.of(
              List.of(new Header("x-t", "T"), new Query("t"), new Cookie("t")),
              List.of(new Header("x-t", null), new Query("u"), new Cookie("u"))));

  private final Random random = new Random(6_265);

  @Test
  void removalLeavesNoTokenBehind() {
    for (int i = 0; i < 50_000; i++) {
      var request = new Request(text(), text(), text(), text());
      var found = SOURCES.find(request.facts());
      var rest = request.edited(found.removal());
      assertThat(SOURCES.find(rest.facts()).isEmpty()).as(request.toString()).isTrue();
      assertThat(found.isEmpty()).isEqualTo(rest.equals(request));

      if (!found.multiple()) {
        assertKeepsOwn(request, found);
      }
    }
  }

  private static void assertKeepsOwn(Request request, FoundTokens found) {
    for (int provider = 0; provider < 2; provider++) {
      var kept = SOURCES.find(request.edited(found.removalExcept(provider)).facts());
      assertThat(kept.of(provider)).as(request.toString()).isEqualTo(found.of(provider));
      assertThat(kept.multiple()).as(request.toString()).isFalse();
    }
  }

  private String text() {
    var text = new StringBuilder();
    for (int i = random.nextInt(9); i > 0; i--) {
      text.append(PIECES[random.nextInt(PIECES.length)]);
    }
    return text.toString();
  }

  private record Request(String query, String header, String cookie, String secondCookie) {

    TestFacts facts() {
      var facts = new TestFacts().query(query);
      add(facts, "X_T", header);
      add(facts, "Cookie", cookie);
      add(facts, "Cookie", secondCookie);
      return facts;
    }

    private static void add(TestFacts facts, String name, String value) {
      if (!value.equals(GONE)) {
        facts.header(name, value);
      }
    }

    Request edited(RequestEdits edits) {
      String rest = query;
      if (edits.query() != null) {
        rest = edits.query().rawQuery() == null ? "" : edits.query().rawQuery();
      }
      return new Request(
          rest,
          edited(edits, "X_T", header),
          edited(edits, "Cookie", cookie),
          edited(edits, "Cookie", secondCookie));
    }

    private static String edited(RequestEdits edits, String name, String value) {
      for (HeaderEdit edit : edits.headers()) {
        if (edit.line().name().equals(name) && edit.line().value().equals(value)) {
          return edit.replacement() == null ? GONE : edit.replacement();
        }
      }
      return value;
    }

    private static final String GONE = "(gone)";
  }
}
