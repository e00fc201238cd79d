package dev.gatehouse.it;

import static dev.gatehouse.it.WebSocketFrames.BINARY;
import static dev.gatehouse.it.WebSocketFrames.TEXT;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What every proxy must hold of WebSockets. */
abstract class RecipeSockets extends RecipeScene {

  RecipeSockets(Recipe recipe) {
    super(recipe);
  }

  @Test
  void messagesOfWebSocketsPassOnceAdmitted() {
    SeenRequest seen;
    try (Wire wire = Wire.to(port())) {
      Response answer = wire.write(upgrade().bearer(token().compact()).bytes()).read("GET");
      assertThat(answer.status()).as("%s", answer).isEqualTo(101);
      assertThat(answer.header("Sec-WebSocket-Accept")).isEqualTo(WebSocketFrames.ACCEPT);
      seen = upstream().seen().getLast();
      assertEchoed(wire, TEXT, "gr\u00fc\u00df dich".getBytes(UTF_8));
      assertEchoed(wire, BINARY, new byte[] {0, -1, 13, 10, 13, 10, 0x7f});
      assertEchoed(wire, TEXT, "GET /orders/1 HTTP/1.1\r\n\r\n".repeat(20).getBytes(UTF_8));
      assertEchoed(wire, BINARY, new byte[100_000]);
    }
    assertThat(seen.headers("Upgrade")).containsExactly("websocket");
    assertThat(String.join(",", seen.headers("Connection"))).containsIgnoringCase("upgrade");
    assertThat(seen.headers("X-User-Id")).containsExactly("ada");
  }

  @Test
  void noMessageOfARefusedWebSocketPasses() {
    int before = upstream().count();
    refuses(upgrade(), 401);
    String expired = token().expiresIn(Duration.ofMinutes(-5)).compact();
    refuses(upgrade().bearer(expired), 401);
    try (Wire wire = Wire.to(port())) {
      wire.write(upgrade().bytes()).write(WebSocketFrames.byClient(TEXT, "hi".getBytes(UTF_8)));
      assertThat(wire.read("GET").status()).isEqualTo(401);
      String smuggled = "GET /carts/1 HTTP/1.1\r\nHost: gw.test\r\n\r\n";
      wire.write(WebSocketFrames.byClient(BINARY, new byte[100])).write(smuggled);
      String heard = wire.listen(Duration.ofSeconds(1), Duration.ofSeconds(3)).text();
      assertThat(heard).doesNotContain("HTTP/1.1 101", "HTTP/1.1 2", "upstream_echo");
    }
    assertThat(upstream().count()).isEqualTo(before);
  }

  private static Request upgrade() {
    return Request.bare(
        "GET",
        "/socket",
        "Host: gw.test",
        "Connection: Upgrade",
        "Upgrade: websocket",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: " + WebSocketFrames.KEY);
  }

  private static void assertEchoed(Wire wire, int type, byte[] message) {
    byte[] echo = WebSocketFrames.byServer(type, message);
    wire.write(WebSocketFrames.byClient(type, message));
    assertThat(wire.read(echo.length)).isEqualTo(echo);
  }
}
