package dev.gatehouse.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A client makes an upstream see HTTP/2 by nothing but gRPC. */
class GrpcTest {

  @ParameterizedTest
  @CsvSource({
    "HTTP/2.0, application/grpc, true",
    "HTTP/2.0, application/grpc+proto, true",
    "HTTP/2.0, Application/gRPC;charset=x, true",
    "HTTP/2.0, application/grpc-web, false",
    "HTTP/2.0, application/grpc-web+proto, false",
    "HTTP/2.0, application/grpcx, false",
    "HTTP/2.0, application/json, false",
    "HTTP/1.1, application/grpc, false",
    "HTTP/1.0, application/grpc+proto, false"
  })
  void isSpokenOverHttp2ByItsContentType(String version, String type, boolean spoken) {
    var headers = new DefaultHttpHeaders().set("content-type", type);
    assertThat(Grpc.isSpoken(HttpVersion.valueOf(version), headers)).isEqualTo(spoken);
  }

  @Test
  void isNotSpokenWithoutAContentType() {
    assertThat(Grpc.isSpoken(HttpVersion.valueOf("HTTP/2.0"), new DefaultHttpHeaders())).isFalse();
  }
}
