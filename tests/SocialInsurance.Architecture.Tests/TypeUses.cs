using Mono.Cecil;
using Mono.Cecil.Cil;

namespace SocialInsurance.Architecture.Tests;

/// <summary>Which types the code of a type uses: signatures, fields, attributes and every instruction.</summary>
internal static class TypeUses
{
    /// <summary>Uses, by types below <paramref name="namespacePrefix"/>, of types that <paramref name="forbidden"/> names.</summary>
    internal static IReadOnlyList<string> Find(ModuleDefinition module, string namespacePrefix, Func<TypeReference, bool> forbidden) =>
        [.. module.GetTypes()
            .Where(type => IsBelow(type, namespacePrefix))
            .SelectMany(type => Of(type).Where(forbidden).Select(used => $"{type.FullName} uses {used.FullName}"))
            .Distinct()];

    private static bool IsBelow(TypeDefinition type, string prefix)
    {
        while (type.DeclaringType is { } outer)
        {
            type = outer;
        }

        return type.Namespace == prefix || type.Namespace.StartsWith(prefix + ".", StringComparison.Ordinal);
    }

    private static IEnumerable<TypeReference> Of(TypeDefinition type)
    {
        IEnumerable<TypeReference?> uses = [type.BaseType, .. type.Interfaces.Select(i => i.InterfaceType), .. type.Fields.Select(f => f.FieldType), .. type.Methods.SelectMany(Of)];
        return uses.OfType<TypeReference>().SelectMany(Flatten);
    }

    private static IEnumerable<TypeReference> Of(MethodDefinition method)
    {
        yield return method.ReturnType;
        foreach (var parameter in method.Parameters)
        {
            yield return parameter.ParameterType;
        }

        if (!method.HasBody)
        {
            yield break;
        }

        foreach (var variable in method.Body.Variables)
        {
            yield return variable.VariableType;
        }

        foreach (var used in method.Body.Instructions.SelectMany(Of))
        {
            yield return used;
        }
    }

    private static IEnumerable<TypeReference> Of(Instruction instruction) => instruction.Operand switch
    {
        TypeReference type => [type],
        MethodReference method => [method.DeclaringType, method.ReturnType, .. method.Parameters.Select(p => p.ParameterType)],
        FieldReference field => [field.DeclaringType, field.FieldType],
        _ => [],
    };

    private static IEnumerable<TypeReference> Flatten(TypeReference type) => type is GenericInstanceType generic
        ? [generic.ElementType, .. generic.GenericArguments.SelectMany(Flatten)]
        : [type.GetElementType()];
}
