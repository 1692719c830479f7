using Serinus.Routing.Config;

namespace Serinus.Routing.Compile;

/// <summary>Checks certificates as far as their texts go.</summary>
internal sealed class CertificateCompiler() : ObjectCompiler<CertificateConfig, Certificate>(ObjectId.Certificate)
{
    protected override string NameOf(CertificateConfig config) => config.Name;

    protected override Origin? OriginOf(CertificateConfig config) => config.Origin;

    protected override CertificateConfig ConfigOf(Certificate served) => served.Config;

    protected override IEnumerable<Problem> WarningsOf(Certificate served) => served.Warnings;

    protected override Certificate? Build(CertificateConfig config, int index, ObjectReport report)
    {
        if (config.Chain.Length == 0)
            report.Error("chainFile", "there is no certificate", "name the file that holds it, in PEM");
        if (config.Key.Length == 0)
            report.Error("keyFile", "there is no private key", "name the file that holds it, in PEM");
        return report.HasErrors
            ? null
            : new Certificate
            {
                Index = index,
                Name = config.Name,
                Config = config,
                Warnings = [.. report.Problems],
            };
    }

    protected override Certificate Reuse(Certificate last, int index) =>
        last.Index == index
            ? last
            : new Certificate
            {
                Index = index,
                Name = last.Name,
                Config = last.Config,
                Warnings = last.Warnings,
            };
}
