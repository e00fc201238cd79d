package dev.gatehouse.proxy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Requests made of odd parts. */
final class TestRequests {

  static final List<String> TARGETS =
      List.of(
          "/",
          "/a",
          "/a/",
          "/a/b",
          "/a/b/",
          "/a/b/c",
          "/b/c",
          "/b/c?q=bar&q&=x&a+b=%41",
          "/a%20b/c?q",
          "/a/%e2%82%ac?q=|{}^%",
          "/a%2Fb/c?q=b%2Fc",
          "/a%25b/c",
          "//a//b//",
          "/a;p=1/b;q",
          "/a/|\"<>^`{}?q=\"",
          "/axc?token=t&q=b",
          "/x/c?",
          "/A/b");

  static final List<String> FIELDS =
      List.of(
          "X-N: 12",
          "x-n: a b, \"c,d\" , e",
          "X-N:",
          "Cookie: session=s1; c=d; c=e",
          "Cookie: other=\"quoted\"",
          "cookie: session=nope",
          "X-Forwarded-For: 1.2.3.4",
          "X-User-Id: admin",
          "x_user_id: admin",
          "Connection: X-Hop, close-not",
          "X-Hop: hop",
          "TE: trailers",
          "Keep-Alive: 1",
          "Accept: */*",
          "X-Up: client",
          "X-Token: t",
          "Authorization: Basic YWJj",
          "Content-Type: text/plain");

  private TestRequests() {}

  /** Some request, whole. */
  static String any(Random random) {
    String method = List.of("GET", "POST", "PUT", "HEAD", "PURGE", "DELETE").get(random.nextInt(6));
    List<String> fields = some(FIELDS, random, random.nextInt(7));
    String body = "";
    if (!method.equals("HEAD")) {
      int framing = random.nextInt(3);
      if (framing == 1) {
        fields.add("Content-Length: 5");
        body = "12345";
      } else if (framing == 2) {
        fields.add("Transfer-Encoding: chunked");
        body = "3\r\nabc\r\n0\r\n\r\n";
      }
    }
    String head =
        RawClient.head(
            method, TARGETS.get(random.nextInt(TARGETS.size())), fields.toArray(String[]::new));
    String host =
        List.of("gw.test", "t.gw.test:8080", "x..test", "[::1]:80").get(random.nextInt(4));
    return head.replace("Host: gw.test", "Host: " + host) + body;
  }

  /** Some of the words, one perhaps more than once. */
  static List<String> some(List<String> all, Random random, int count) {
    List<String> some = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      some.add(all.get(random.nextInt(all.size())));
    }
    return some;
  }
}
