package dev.gatehouse.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.token.TestFacts;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What rules read, and what they make of it (contract, section 3). */
class RuleTest {

  private static final String CLAIMS =
      """
      {"sub":"alice","aud":"orders","org":"solo.io","age":42,"ratio":1.5,"whole":2.0,
       "max":9223372036854775807,"beyond":9223372036854775808,"huge":1e999,"low":-9223372036854775809,
       "roles":["admin","clerk"],"empty":[],"nothing":null,"active":true,"level":"3",
       "numbers":[1,2.0,99999999999999999999],
       "realm_access":{"roles":["user"],"deep":{"er":{"still":"here"}}},
       "https://example.com/tenant":"acme","a.b":"dotted","users":[{"id":1,"name":"x"}]}
      """;

  @ParameterizedTest
  @CsvSource(
      delimiterString = "=>",
      quoteCharacter = '`',
      textBlock =
          """
          jwt.org == 'solo.io'                                   => true
          jwt.sub == 'x'                                         => false
          'admin' in jwt.roles                                   => true
          'root' in jwt.roles                                    => false
          'user' in jwt.realm_access.roles                       => true
          jwt.realm_access.deep.er.still == 'here'               => true
          jwt['https://example.com/tenant'] == 'acme'            => true
          jwt['a.b'] == 'dotted'                                 => true
          jwt.aud == ['orders']                                  => true
          'orders' in jwt.aud && size(jwt.aud) == 1              => true
          jwt.age == 42 && jwt.age > 41 && jwt.age < 42.5        => true
          jwt.ratio == 1.5 && jwt.whole == 2                     => true
          jwt.max == 9223372036854775807                         => true
          jwt.beyond == 9223372036854775807                      => OUT_OF_RANGE
          jwt.beyond > 0                                         => OUT_OF_RANGE
          jwt.low < 0                                            => OUT_OF_RANGE
          jwt.huge > 0.0                                         => OUT_OF_RANGE
          has(jwt.beyond)                                        => OUT_OF_RANGE
          jwt.max + 1 > 0                                        => OUT_OF_RANGE
          1 in jwt.numbers && 2.0 in jwt.numbers                   => true
          3 in jwt.numbers                                       => OUT_OF_RANGE
          jwt.absent == 'x'                                      => ABSENT
          jwt.absent.more == 'x'                                 => ABSENT
          jwt.absent != 'x'                                      => ABSENT
          !('x' in jwt.absent)                                   => ABSENT
          has(jwt.absent)                                        => false
          has(jwt.absent.more)                                   => ABSENT
          has(jwt.realm_access.roles)                            => true
          jwt.?absent.?more.orValue('x') == 'x'                  => true
          jwt.?realm_access.roles.orValue([]).exists(r, r == 'user') => true
          jwt.nothing == null                                    => true
          jwt.nothing == 'x'                                     => false
          jwt.active                                             => true
          jwt.sub                                                => NO_TRUTH
          jwt.level > 2                                          => WRONG_TYPE
          int(jwt.level) > 2                                     => true
          int(jwt.sub) > 2                                       => BAD_ARGUMENT
          'a' in jwt.sub                                         => WRONG_TYPE
          jwt.roles == 'admin'                                   => false
          jwt.realm_access == 'admin'                            => false
          jwt.sub.startsWith('al')                               => true
          jwt.roles.startsWith('al')                             => WRONG_TYPE
          jwt.age.startsWith('al')                               => WRONG_TYPE
          jwt.sub in ['alice', 'bob']                            => true
          jwt.roles.exists(r, r.startsWith('cl'))                => true
          jwt.roles.all(r, r != 'root')                          => true
          jwt.empty.all(r, r == 'root')                          => true
          jwt.roles.exists_one(r, r == 'clerk')                  => true
          jwt.roles.filter(r, r != 'admin').size() == 1          => true
          jwt.roles.map(r, r + '!') == ['admin!', 'clerk!']      => true
          jwt.roles[0] == 'admin'                                => true
          jwt.roles[7] == 'admin'                                => OUT_OF_RANGE
          jwt.users.exists(u, u.id == 1 && u.name == 'x')        => true
          jwt.realm_access.exists(k, k == 'deep')                => true
          jwt.exists(k, k == 'sub')                              => true
          sets.intersects(jwt.roles, ['clerk', 'root'])          => true
          sets.contains(jwt.roles, ['clerk', 'root'])            => false
          jwt.roles + ['x'] == ['admin', 'clerk', 'x']           => true
          {'id': 1, 'name': 'x'} in jwt.users                    => true
          jwt.users[0] == {'name': 'x', 'id': 1}                 => true
          jwt.sub.matches('^al')                                 => true
          jwt.sub.matches('^l')                                  => false
          matches(jwt.sub, 'ice$')                               => true
          jwt.roles.matches('a')                                 => WRONG_TYPE
          jwt.sub.split('l')[0] == 'a'                           => true
          jwt.sub.upperAscii() == 'ALICE'                        => true
          policy == 'default' && provider == 'main'              => true
          now == timestamp('2026-01-31T08:30:00Z')               => true
          now.getHours() == 8 && now.getHours('Europe/Berlin') == 9 => true
          now.getHours('+02:00') == 10                           => true
          now.getDayOfWeek() == 6                                => true
          now < timestamp('2027-01-01T00:00:00Z') + duration('1h') => true
          now - duration('2562047h') < now                       => true
          timestamp('9999-12-31T23:59:59Z') + duration('1h') > now => UNEXPECTED
          0.0 / 0.0 == 0.0 / 0.0                                 => false
          0.0 / 0.0 < 1.0 || 0.0 / 0.0 >= 1.0                    => false
          1 / 0 == 1                                             => OUT_OF_RANGE
          jwt.absent == 1 || true                                => true
          jwt.absent == 1 && false                               => false
          jwt.active ? jwt.sub == 'alice' : jwt.absent           => true
          """)
  void evaluatesClaims(String rule, String outcome) {
    assertThat(TestRules.told(rule, CLAIMS)).as(rule).isEqualTo(outcome);
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = "=>",
      quoteCharacter = '`',
      textBlock =
          """
          jwt == {}                             => true
          size(jwt) == 0                        => true
          provider == ''                        => true
          has(jwt.sub)                          => false
          jwt.sub == 'alice'                    => ABSENT
          jwt.aud == []                         => ABSENT
          !(has(jwt.sub) && jwt.sub == 'alice') => true
          """)
  void knowsNothingOfAnonymous(String rule, String outcome) {
    assertThat(TestRules.told(rule, null)).as(rule).isEqualTo(outcome);
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = "=>",
      quoteCharacter = '`',
      textBlock =
          """
          jwt.aud == []                  => {}             => true
          jwt.aud == []                  => {"aud":null}   => true
          jwt.aud == ['a', 'b']          => {"aud":["a","b"]} => true
          size(jwt) == 1 && 'aud' in jwt => {}             => true
          jwt.exists(k, k == 'aud')      => {"sub":"x"}    => true
          jwt.in.aud == 'x'              => {"in":{"aud":"x"}} => true
          """)
  void readsTheAudienceAsAList(String rule, String claims, String outcome) {
    assertThat(TestRules.told(rule.replace("jwt.in", "jwt['in']"), claims))
        .as(rule)
        .isEqualTo(outcome);
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = "=>",
      quoteCharacter = '`',
      textBlock =
          """
          request.method == 'DELETE'                                        => true
          request.method == 'delete'                                        => false
          request.scheme == 'https' && request.host == 'api.example.com'    => true
          request.path == '/admin/Zoë/a%2Fb%25'                             => true
          request.query == 'x=1&x=%32&y&z=a+b'                              => true
          request.params.x == ['1', '2']                                    => true
          request.params['x'].exists(v, v == '2')                           => true
          request.params.y == [''] && request.params.z == ['a b']           => true
          request.params.nope == ['x']                                      => ABSENT
          'nope' in request.params                                          => false
          request.headers['x-team'] == 'red,blue'                           => true
          request.headers['X-Team'] == 'red,blue'                           => true
          'X-TEAM' in request.headers && has(request.headers.accept)        => true
          request.headers.cookie == 'a=1; b=2'                              => true
          request.headers['x-none'] == 'x'                                  => ABSENT
          request.address == '10.1.2.3'                                     => true
          cidr(request.address, '10.0.0.0/8')                               => true
          cidr(request.address, '10.1.2.3')                                 => true
          cidr(request.address, '192.168.0.0/16')                           => false
          cidr(request.address, 'fe80::/10')                                => false
          cidr('::ffff:10.9.9.9', '10.0.0.0/8')                             => true
          cidr('2001:db8::1', '2001:db8::/32')                              => true
          cidr('localhost', '10.0.0.0/8')                                   => BAD_ARGUMENT
          cidr(request.address, jwt.net)                                    => true
          cidr(request.address, jwt.sub)                                    => BAD_ARGUMENT
          request.path.startsWith('/admin/')                                => true
          request.path.split('/')[2] == jwt.sub                             => true
          """)
  void evaluatesTheRequest(String rule, String outcome) {
    var request =
        TestFacts.of("DELETE", "/%61dmin/Zo%C3%AB/a%2Fb%25")
            .query("x=1&x=%32&y&z=a+b")
            .header("X-Team", "red")
            .header("x-team", "blue")
            .header("Cookie", "a=1")
            .header("cookie", "b=2")
            .header("Accept", "*/*")
            .from("10.1.2.3");
    String claims = "{\"sub\":\"Zo\u00eb\",\"net\":\"10.1.0.0/16\"}";
    assertThat(TestRules.told(rule, claims, request)).as(rule).isEqualTo(outcome);
  }
}
