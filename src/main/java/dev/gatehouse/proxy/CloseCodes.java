package dev.gatehouse.proxy;

import org.springframework.web.reactive.socket.CloseStatus;

/** Why WebSockets are closed (RFC 6455, section 7.4). */
final class CloseCodes {

  /** What both sides are told when the token has expired: a violation of policy. */
  static final CloseStatus TOKEN_EXPIRED = CloseStatus.POLICY_VIOLATION.withReason("token_expired");

  private static final int NONE_GIVEN = 1005;

  private CloseCodes() {}

  /** What one side is told when the other has closed; not every code may stand in a frame. */
  static CloseStatus passedOn(CloseStatus status) {
    int code = status.getCode();
    boolean sendable =
        (code >= 3000 && code <= 4999)
            || (code >= 1000 && code <= 1003)
            || (code >= 1007 && code <= 1011);
    if (sendable) {
      return status;
    }
    return code == NONE_GIVEN ? CloseStatus.NORMAL : CloseStatus.PROTOCOL_ERROR;
  }
}
