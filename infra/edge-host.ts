import { Certificate, CertificateValidation, type ICertificate } from "aws-cdk-lib/aws-certificatemanager";
import type { Distribution } from "aws-cdk-lib/aws-cloudfront";
import { AaaaRecord, ARecord, HostedZone, type IHostedZone, RecordTarget } from "aws-cdk-lib/aws-route53";
import { CloudFrontTarget } from "aws-cdk-lib/aws-route53-targets";
import { Construct } from "constructs";

export interface EdgeDomain {
  /** The page's host name, such as `contact.example.com`. */
  readonly name: string;
  readonly hostedZoneId: string;
  readonly hostedZoneName: string;
}

/** An own host name: its certificate, proven by DNS, and its records. */
export class EdgeHost extends Construct {
  readonly name: string;
  readonly certificate: ICertificate;
  private readonly zone: IHostedZone;

  constructor(scope: Construct, id: string, { name, hostedZoneId, hostedZoneName }: EdgeDomain) {
    super(scope, id);
    this.name = name;
    this.zone = HostedZone.fromHostedZoneAttributes(this, "Zone", { hostedZoneId, zoneName: hostedZoneName });
    this.certificate = new Certificate(this, "Certificate", {
      domainName: name,
      validation: CertificateValidation.fromDns(this.zone),
    });
  }

  pointTo(distribution: Distribution): void {
    const record = {
      zone: this.zone,
      recordName: this.name,
      target: RecordTarget.fromAlias(new CloudFrontTarget(distribution)),
    };
    new ARecord(this, "Ipv4", record);
    new AaaaRecord(this, "Ipv6", record);
  }
}
