package dev.gatehouse.it;

import java.net.http.WebSocket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** What a client hears on a WebSocket, in its order. */
final class HeardSocket implements WebSocket.Listener {

  private final BlockingQueue<String> all = new LinkedBlockingQueue<>();

  /** The next text, or how it was closed; null where nothing comes. */
  String next() throws InterruptedException {
    return all.poll(20, TimeUnit.SECONDS);
  }

  @Override
  public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
    all.add(data.toString());
    socket.request(1);
    return null;
  }

  @Override
  public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
    all.add("closed " + code + " " + reason);
    return null;
  }

  @Override
  public void onError(WebSocket socket, Throwable failure) {
    all.add(failure.toString());
  }
}
