package dev.gatehouse;

import dev.gatehouse.config.ClientTls;
import dev.gatehouse.config.ConfigurationFile.Loaded;
import dev.gatehouse.config.SnapshotCompiler;
import dev.gatehouse.keys.KeySetParser;
import dev.gatehouse.keys.KeySets;
import dev.gatehouse.keys.Signatures;
import dev.gatehouse.operations.KeySetListeners;
import dev.gatehouse.operations.KeySetLog;
import java.time.InstantSource;
import java.util.Random;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import reactor.core.scheduler.Schedulers;

/**
 * What turns a file into a snapshot; nothing of it runs before a snapshot is put to work. Where a
 * file is only checked, there are no operations to listen.
 */
@Configuration(proxyBeanMethods = false)
class CompilerConfiguration {

  @Bean
  Signatures signatures(Loaded loaded) {
    return Signatures.of(loaded.signatures());
  }

  @Bean
  SnapshotCompiler snapshotCompiler(
      Signatures signatures, SslBundles bundles, ObjectProvider<KeySetListeners> listeners) {
    var clock = InstantSource.system();
    var keySets =
        new KeySets(
            new KeySetParser(signatures),
            clock,
            Schedulers.parallel(),
            Schedulers.boundedElastic(),
            new Random());
    return new SnapshotCompiler(
        keySets,
        signatures,
        listeners.getIfAvailable(() -> KeySetLog::new)::of,
        new ClientTls(bundles),
        clock);
  }
}
