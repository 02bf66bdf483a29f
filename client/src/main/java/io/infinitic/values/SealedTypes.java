package io.infinitic.values;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.DatabindContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.cfg.MapperConfig;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.AnnotatedClass;
import com.fasterxml.jackson.databind.introspect.NopAnnotationIntrospector;
import com.fasterxml.jackson.databind.jsontype.NamedType;
import com.fasterxml.jackson.databind.jsontype.PolymorphicTypeValidator;
import com.fasterxml.jackson.databind.jsontype.TypeIdResolver;
import com.fasterxml.jackson.databind.jsontype.TypeResolverBuilder;
import com.fasterxml.jackson.databind.jsontype.impl.StdTypeResolverBuilder;
import java.io.IOException;
import java.lang.annotation.Annotation;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tells Jackson the kinds of a sealed type, so that they need not be listed by JsonSubTypes. */
final class SealedTypes extends NopAnnotationIntrospector {

  private static final long serialVersionUID = 1L;

  private static final List<Class<? extends Annotation>> WRITTEN_OTHERWISE =
      List.of(JsonSerialize.class, JsonDeserialize.class, JsonFormat.class);

  /** A sealed type that says nothing of how its kinds are told apart: by their names. */
  @Override
  public @Nullable TypeResolverBuilder<?> findTypeResolver(
      MapperConfig<?> config, AnnotatedClass annotated, JavaType base) {
    Class<?> type = annotated.getRawType();
    if (!type.isSealed()
        || Enum.class.isAssignableFrom(type)
        || base.isContainerType()
        || WRITTEN_OTHERWISE.stream().anyMatch(annotated::hasAnnotation)
        || annotated.hasAnnotation(JsonTypeInfo.class)) {
      return null;
    }
    StdTypeResolverBuilder builder =
        new Kinds()
            .init(JsonTypeInfo.Id.NAME, null)
            .inclusion(JsonTypeInfo.As.PROPERTY)
            .typeProperty(JsonTypeInfo.Id.NAME.getDefaultPropertyName());
    return base.isAbstract() ? builder : builder.defaultImpl(type); // as it was written before
  }

  @Override
  public @Nullable List<NamedType> findSubtypes(Annotated annotated) {
    Class<?> type = annotated.getRawType();
    return type.isSealed() && !Enum.class.isAssignableFrom(type)
        ? Arrays.stream(type.getPermittedSubclasses()).map(NamedType::new).toList()
        : null;
  }

  /** Names the enum, not the class of its own that a constant with a body has. */
  private static final class Kinds extends StdTypeResolverBuilder {

    private static final long serialVersionUID = 1L;

    @Override
    protected TypeIdResolver idResolver(
        MapperConfig<?> config,
        JavaType base,
        PolymorphicTypeValidator validator,
        Collection<NamedType> kinds,
        boolean forWriting,
        boolean forReading) {
      TypeIdResolver names =
          super.idResolver(config, base, validator, kinds, forWriting, forReading);
      return forWriting ? new OfConstants(names) : names;
    }

    @Override
    public StdTypeResolverBuilder withDefaultImpl(Class<?> type) {
      return defaultImpl(type);
    }
  }

  private static final class OfConstants implements TypeIdResolver {
    private final TypeIdResolver names;

    OfConstants(TypeIdResolver names) {
      this.names = names;
    }

    @Override
    public void init(JavaType base) {
      names.init(base);
    }

    @Override
    public String idFromValue(Object value) {
      return value instanceof Enum<?> constant
          ? names.idFromValueAndType(null, constant.getDeclaringClass())
          : names.idFromValue(value);
    }

    @Override
    public String idFromValueAndType(Object value, Class<?> type) {
      return value instanceof Enum<?> ? idFromValue(value) : names.idFromValueAndType(value, type);
    }

    @Override
    public String idFromBaseType() {
      return names.idFromBaseType();
    }

    @Override
    public JavaType typeFromId(DatabindContext context, String id) throws IOException {
      return names.typeFromId(context, id);
    }

    @Override
    public String getDescForKnownTypeIds() {
      return names.getDescForKnownTypeIds();
    }

    @Override
    public JsonTypeInfo.Id getMechanism() {
      return names.getMechanism();
    }
  }
}
