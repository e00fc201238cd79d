package dev.gatehouse.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.EpollServerSocketChannel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.scheduler.Schedulers;

class EventLoopsTest {

  private static final int MEGABYTE = 1_000_000;

  private final EventLoops loops = new EventLoops(1);
  private final BlockingQueue<Unread> accepted = new LinkedBlockingQueue<>();
  private Channel server;

  @BeforeEach
  void listen() throws InterruptedException {
    EventLoopGroup group = loops.onServer(true);
    server =
        new ServerBootstrap()
            .group(group)
            .channel(EpollServerSocketChannel.class)
            .childOption(ChannelOption.AUTO_READ, false)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    var unread = new Unread(channel);
                    channel.pipeline().addLast(unread);
                    accepted.add(unread);
                  }
                })
            .bind(InetAddress.getLoopbackAddress(), 0)
            .sync()
            .channel();
  }

  @AfterEach
  void stop() {
    loops.disposeLater(Duration.ZERO, Duration.ofSeconds(5)).block();
    assertThat(loops.isDisposed()).isTrue();
  }

  @Test
  void readNothingUnasked() throws Exception {
    try (Socket client = connect();
        Socket other = connect()) {
      Unread first = accepted();
      Unread second = accepted();
      first.channel.read();
      send(client, "a");
      assertThat(first.next()).isEqualTo("a");
      send(client, "b");
      for (String turn : new String[] {"1", "2", "3"}) {
        second.channel.read();
        send(other, turn);
        assertThat(second.next()).isEqualTo(turn);
      }
      assertThat(first.read).isEmpty();
      first.channel.read();
      assertThat(first.next()).isEqualTo("b");
    }
  }

  @Test
  void readAllThatCameInPauses() throws Exception {
    String much = "x".repeat(MEGABYTE);
    try (Socket client = connect()) {
      Unread unread = accepted();
      Thread sender = Thread.startVirtualThread(() -> send(client, much));
      int length = 0;
      while (length < MEGABYTE) {
        unread.channel.read();
        length += unread.next().length();
      }
      assertThat(length).isEqualTo(MEGABYTE);
      sender.join();
    }
  }

  @Test
  void noticeAPeerThatResetsInAPause() throws Exception {
    Socket client = connect();
    Unread unread = accepted();
    client.setSoLinger(true, 0);
    client.close();
    assertThat(unread.channel.closeFuture().await(20, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void mustNotBlock() throws Exception {
    boolean nonBlocking =
        loops.onClient(true).next().submit(Schedulers::isInNonBlockingThread).get();
    assertThat(nonBlocking).isTrue();
  }

  private Socket connect() throws IOException {
    var address = (InetSocketAddress) server.localAddress();
    return new Socket(address.getAddress(), address.getPort());
  }

  private Unread accepted() throws InterruptedException {
    Unread next = accepted.poll(20, TimeUnit.SECONDS);
    assertThat(next).isNotNull();
    return next;
  }

  private static void send(Socket client, String text) {
    try {
      client.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final class Unread extends ChannelInboundHandlerAdapter {

    private final Channel channel;
    private final BlockingQueue<String> read = new LinkedBlockingQueue<>();

    Unread(Channel channel) {
      this.channel = channel;
    }

    String next() throws InterruptedException {
      String next = read.poll(20, TimeUnit.SECONDS);
      assertThat(next).isNotNull();
      return next;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      var octets = (ByteBuf) message;
      read.add(octets.toString(StandardCharsets.US_ASCII));
      octets.release();
    }
  }
}
