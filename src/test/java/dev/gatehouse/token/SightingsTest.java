package dev.gatehouse.token;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SightingsTest {

  private final TokenHasher hasher = new TokenHasher();

  @Test
  void knowsWhatCameLately() {
    var sightings = new Sightings(1 << 14);
    assertThat(IntStream.range(0, 100).filter(i -> sightings.again(token(i))).count()).isZero();
    assertThat(IntStream.range(0, 100).filter(i -> sightings.again(token(i))).count())
        .isGreaterThan(95);
  }

  @Test
  void forgetsWhatCameLongAgo() {
    var sightings = new Sightings(1);
    IntStream.range(0, 100_000).forEach(i -> sightings.again(token(i)));
    assertThat(IntStream.range(0, 100).filter(i -> sightings.again(token(i))).count()).isZero();
  }

  @Test
  void isOfFixedSizeHoweverManyItIsToKnow() {
    var sightings = new Sightings(Long.MAX_VALUE);
    assertThat(sightings.again(token(0))).isFalse();
    assertThat(sightings.again(token(0))).isTrue();
  }

  private TokenHash token(int number) {
    return hasher.hash(new RawToken("token" + number));
  }
}
