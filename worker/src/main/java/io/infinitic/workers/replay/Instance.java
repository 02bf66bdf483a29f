package io.infinitic.workers.replay;

import io.infinitic.exceptions.InvalidStubException;
import io.infinitic.schemas.CarriedSignal;
import io.infinitic.schemas.SignalReceived;
import io.infinitic.stubs.Names;
import io.infinitic.stubs.Stubs;
import io.infinitic.values.Payloads;
import io.infinitic.workers.Definition;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The user's object of a run, and the channels that it offers. */
final class Instance {

  private static final Logger LOG = LoggerFactory.getLogger(Instance.class);

  private final Definition definition;
  private final Payloads payloads;
  private final Map<String, RunChannel<?>> channels = new LinkedHashMap<>();
  private final List<CarriedSignal> strays = new ArrayList<>();
  private @Nullable Object object;

  Instance(Definition definition, Payloads payloads) {
    this.definition = definition;
    this.payloads = payloads;
  }

  /** The object; made by the first branch, in its thread. */
  Object object() {
    Object known = object;
    if (known == null) {
      known = definition.newInstance();
      findChannels(known);
      object = known;
    }
    return known;
  }

  private void findChannels(Object made) {
    List<Method> methods = new ArrayList<>(List.of(definition.contract().getMethods()));
    methods.sort(Comparator.comparing(Method::getName)); // a channel may have several names
    for (Method method : methods) {
      if (Stubs.isChannel(method)) {
        String name = Names.of(method);
        method.setAccessible(true);
        try {
          if (!(method.invoke(made) instanceof RunChannel<?> channel)) {
            throw new InvalidStubException(
                "%s.%s does not return a channel made by channel(); keep it in a field that is set when the instance is made"
                    .formatted(definition.implementation().getName(), method.getName()));
          }
          channel.offeredAs(name, payloads.channelElement(definition.contract(), method));
          channels.put(name, channel);
        } catch (InvocationTargetException e) {
          throw Asyncs.<RuntimeException>unchanged(e.getCause());
        } catch (IllegalAccessException e) {
          throw new IllegalStateException(e);
        }
      }
    }
  }

  /** A signal has come. */
  void arrived(SignalReceived signal) {
    CarriedSignal carried = new CarriedSignal(signal.signalId(), signal.channel(), signal.signal());
    RunChannel<?> channel = channels.get(signal.channel());
    if (channel != null) {
      channel.arrived(carried);
    } else {
      LOG.warn(
          "INF-2006 workflow {} has no channel {}; signal {} is kept, and goes to the next run when it continues as new",
          definition.name(),
          signal.channel(),
          signal.signalId());
      strays.add(carried);
    }
  }

  /** What nobody has taken. */
  List<CarriedSignal> unread() {
    List<CarriedSignal> unread = new ArrayList<>(strays);
    Set<RunChannel<?>> distinct = new LinkedHashSet<>(channels.values());
    distinct.forEach(channel -> unread.addAll(channel.unread()));
    return unread;
  }
}
